// swift-tools-version: 6.3;(experimentalCGen)
import PackageDescription

let package = Package(
  name: "digits",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "digits", targets: ["digits"]),
    .executable(name: "recognize", targets: ["Recognize"]),
  ],
  dependencies: [.package(name: "croton", path: "../..")],
  targets: [
    // The network, which trains: `swift run digits train`.
    .executableTarget(
      name: "digits", dependencies: [.product(name: "Croton", package: "croton")],
      path: "Sources/Digits"),
    // The network as C, written by a build in which the network or its parameters
    // have changed.
    .plugin(name: "GenerateC", capability: .buildTool(), dependencies: ["digits"]),
    .target(name: "CDigits", publicHeadersPath: ".", plugins: ["GenerateC"]),
    // What uses it, without Croton.
    .executableTarget(name: "Recognize", dependencies: ["CDigits"]),
  ]
)
