// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "croton",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2")
  ],
  targets: [
    .target(name: "Diagnostics"),
    .target(
      name: "Toolchain",
      dependencies: ["Diagnostics", .product(name: "Crypto", package: "swift-crypto")]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "ToolchainTests", dependencies: ["Toolchain"]),
  ],
  swiftLanguageModes: [.v6]
)
