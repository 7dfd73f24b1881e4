// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "croton",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "Diagnostics"),
    .target(name: "GraphIR", dependencies: ["Diagnostics"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
  ],
  swiftLanguageModes: [.v6]
)
