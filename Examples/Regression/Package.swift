// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "regression",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "regression", targets: ["Regression"])],
  dependencies: [.package(name: "croton", path: "../..")],
  targets: [
    .executableTarget(
      name: "Regression", dependencies: [.product(name: "Croton", package: "croton")])
  ]
)
