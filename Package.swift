// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "croton",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    .target(name: "Diagnostics"),
    .target(name: "GraphIR", dependencies: ["Diagnostics"]),
    .target(name: "Storage", dependencies: ["GraphIR"]),
    .target(name: "Lowering", dependencies: ["GraphIR", "Diagnostics"]),
    .target(
      name: "KernelTemplates",
      dependencies: [.product(name: "Mustache", package: "swift-mustache")],
      path: "Templates",
      resources: [
        .embedInCode("croton.h.mustache"),
        .embedInCode("convolution.c.mustache"),
        .embedInCode("output_gradient.c.mustache"),
        .embedInCode("convolution_input_gradient.c.mustache"),
        .embedInCode("convolution_filter_gradient.c.mustache"),
        .embedInCode("max_pool.c.mustache"),
        .embedInCode("softmax.c.mustache"),
      ]),
    .target(name: "CEmitter", dependencies: ["GraphIR", "Lowering", "KernelTemplates"]),
    .target(name: "CallABI"),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "ToolchainTests", dependencies: ["Toolchain"]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
