// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "croton",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "Diagnostics"),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "EmbeddedMNIST", exclude: ["data"]),
    .target(name: "Datasets", dependencies: ["CZlib", "EmbeddedMNIST"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["CZlib", "Datasets"],
      exclude: ["make_fixtures.py"], resources: [.copy("Fixtures")]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
