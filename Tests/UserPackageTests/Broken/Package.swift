// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "broken",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "broken", targets: ["Broken"])],
  dependencies: [.package(name: "croton", path: "../../..")],
  targets: [
    .executableTarget(name: "Broken", dependencies: [.product(name: "Croton", package: "croton")])
  ]
)
