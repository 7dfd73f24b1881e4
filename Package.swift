// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "croton",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2")
  ],
  targets: [
    .target(name: "Diagnostics"),
    .target(name: "RandomNumbers"),
    .target(name: "Training"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(
      name: "RandomNumbersTests",
      dependencies: ["RandomNumbers", .product(name: "Crypto", package: "swift-crypto")],
      resources: [.copy("Vectors")]),
    .testTarget(name: "TrainingTests", dependencies: ["Training"], resources: [.copy("Vectors")]),
  ],
  swiftLanguageModes: [.v6]
)
