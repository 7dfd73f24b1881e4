// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "my-net",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "my-net", targets: ["MyNet"])],
  dependencies: [.package(name: "croton", path: "../..")],
  targets: [
    .executableTarget(name: "MyNet", dependencies: [.product(name: "Croton", package: "croton")])
  ]
)
