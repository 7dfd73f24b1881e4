// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "prices",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "prices", targets: ["Prices"])],
  dependencies: [.package(name: "croton", path: "../..")],
  targets: [
    .executableTarget(name: "Prices", dependencies: [.product(name: "Croton", package: "croton")])
  ]
)
