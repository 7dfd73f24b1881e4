// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "croton",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "Diagnostics"),
    .target(name: "GraphIR", dependencies: ["Diagnostics"]),
    .target(name: "Interpreter", dependencies: ["Diagnostics", "GraphIR"]),
    .target(name: "Autodiff", dependencies: ["Diagnostics", "GraphIR"]),
    .target(
      name: "TestSupport", dependencies: ["GraphIR", "Interpreter"], path: "Tests/TestSupport",
      resources: [.copy("Vectors")]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "GraphIRTests", dependencies: ["Diagnostics", "GraphIR"]),
    .testTarget(
      name: "InterpreterTests", dependencies: ["Diagnostics", "GraphIR", "Interpreter", "TestSupport"]),
    .testTarget(
      name: "AutodiffTests",
      dependencies: ["Autodiff", "Diagnostics", "GraphIR", "Interpreter", "TestSupport"]),
  ],
  swiftLanguageModes: [.v6]
)
