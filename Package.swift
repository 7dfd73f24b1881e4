// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "croton",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Croton", targets: ["Croton", "CrotonCommandLine"]),
    .executable(name: "croton", targets: ["croton"]),
    .plugin(name: "croton-generate", targets: ["CrotonGenerate"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // The compiler, from what every stage needs down to the machine.
    .target(name: "Diagnostics"),
    .target(name: "GraphIR", dependencies: ["Diagnostics"]),
    .target(name: "Interpreter", dependencies: ["GraphIR"]),
    .target(name: "Autodiff", dependencies: ["Diagnostics", "GraphIR"]),
    .target(name: "GraphPasses", dependencies: ["Diagnostics", "GraphIR", "Interpreter"]),
    .target(name: "Storage", dependencies: ["Diagnostics", "GraphIR"]),
    .target(name: "Frontend", dependencies: ["Autodiff", "Diagnostics", "GraphIR", "Storage"]),
    .target(name: "Schedule", dependencies: ["Diagnostics", "GraphIR"]),
    .target(name: "Lowering", dependencies: ["Diagnostics", "GraphIR", "GraphPasses", "Schedule"]),
    .target(
      name: "KernelTemplates",
      dependencies: [.product(name: "Mustache", package: "swift-mustache")],
      path: "Templates", exclude: ["package", "report", "standalone"],
      resources: [
        .embedInCode("croton.h.mustache"),
        .embedInCode("vector.h.mustache"),
        .embedInCode("bf16.h.mustache"),
        .embedInCode("fma.h.mustache"),
        .embedInCode("math.h.mustache"),
        .embedInCode("functions.h.mustache"),
        .embedInCode("mpi.h.mustache"),
        .embedInCode("processes.h.mustache"),
        .embedInCode("processes.c.mustache"),
        .embedInCode("convolution.c.mustache"),
        .embedInCode("output_gradient.c.mustache"),
        .embedInCode("convolution_input_gradient.c.mustache"),
        .embedInCode("convolution_filter_gradient.c.mustache"),
        .embedInCode("convolution_gradients.c.mustache"),
        .embedInCode("convolution_input_gradient_band.c.mustache"),
        .embedInCode("convolution_filter_gradient_band.c.mustache"),
        .embedInCode("convolution_filter_gradient_chunks.c.mustache"),
        .embedInCode("convolution_result.c.mustache"),
        .embedInCode("convolution_window.c.mustache"),
        .embedInCode("convolution_filter_products.c.mustache"),
        .embedInCode("winograd_convolution.c.mustache"),
        .embedInCode("winograd_input_gradient.c.mustache"),
        .embedInCode("winograd_filter_gradient.c.mustache"),
        .embedInCode("winograd_row_convolution.c.mustache"),
        .embedInCode("winograd_row_filter_gradient.c.mustache"),
        .embedInCode("winograd_row_input.c.mustache"),
        .embedInCode("convolution_products.c.mustache"),
        .embedInCode("convolution_spread.c.mustache"),
        .embedInCode("convolution_column_results.c.mustache"),
        .embedInCode("convolution_store_columns.c.mustache"),
        .embedInCode("convolution_place_column.c.mustache"),
        .embedInCode("convolution_window_pieces.c.mustache"),
        .embedInCode("winograd_row_products.c.mustache"),
        .embedInCode("winograd_row_gradient_products.c.mustache"),
        .embedInCode("winograd_filters.c.mustache"),
        .embedInCode("winograd_input_rows.c.mustache"),
        .embedInCode("winograd_input_points.c.mustache"),
        .embedInCode("winograd_gradient_rows.c.mustache"),
        .embedInCode("winograd_gradient_points.c.mustache"),
        .embedInCode("winograd_products.c.mustache"),
        .embedInCode("softmax.c.mustache"),
        .embedInCode("fma_peak.c.mustache"),
      ]),
    .target(
      name: "CEmitter",
      dependencies: [
        "Diagnostics", "GraphIR", "KernelTemplates", "Schedule",
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    .target(name: "CSystem"),
    .systemLibrary(
      name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(
      name: "Toolchain",
      dependencies: [
        "CSystem", "Diagnostics",
        .target(name: "CLibcrypto", condition: .when(platforms: [.linux])),
      ]),
    .target(name: "CallABI"),
    .target(
      name: "Execution",
      dependencies: [
        "CSystem", "CallABI", "Diagnostics", "GraphIR", "Schedule", "Storage", "Toolchain",
      ]),
    .target(
      name: "Processes",
      dependencies: ["CEmitter", "CallABI", "Diagnostics", "Execution", "Toolchain"]),

    // What a trainer needs besides.
    .target(name: "Files", dependencies: ["CSystem", "Diagnostics"]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg",
      providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(
      name: "CCSV", providers: [.apt(["libcsv-dev"]), .brew(["libcsv"])]),
    .systemLibrary(
      name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    .systemLibrary(
      name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"]), .brew(["isa-l"])]),
    .target(
      name: "TensorBoard",
      dependencies: [
        "CISAL", "Diagnostics", "Files",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["event.proto"]),
    .target(name: "ImageFiles", dependencies: ["CPNG", "CTurboJPEG", "Diagnostics", "Files"]),
    // Croton's own mathematical functions, of the generated C.
    .target(name: "CMathematics"),
    .target(name: "RandomNumbers", dependencies: ["CMathematics", "Diagnostics"]),
    .target(name: "EmbeddedMNIST", exclude: ["data"]),
    .target(
      name: "Datasets",
      dependencies: [
        "CCSV", "CZip", "CZlib", "Diagnostics", "EmbeddedMNIST", "Files", "ImageFiles",
        "RandomNumbers",
      ]),

    // What a user writes and runs: functions, networks, training.
    .target(
      name: "Compiler",
      dependencies: [
        "CEmitter", "CallABI", "Diagnostics", "Execution", "Files", "Frontend", "GraphIR",
        "GraphPasses", "Interpreter", "Lowering", "RandomNumbers", "Schedule", "Storage",
        "Toolchain",
      ]),
    .target(
      name: "LinearAlgebra", dependencies: ["Compiler", "Diagnostics", "Frontend", "GraphIR"]),
    .target(
      name: "NeuralNetworks",
      dependencies: ["CMathematics", "Diagnostics", "Frontend", "GraphIR", "RandomNumbers"]),
    .target(
      name: "Training",
      dependencies: [
        "CMathematics", "Compiler", "Datasets", "Diagnostics", "Execution", "Files", "Frontend",
        "GraphIR", "GraphPasses", "ImageFiles", "LinearAlgebra", "NeuralNetworks", "Processes",
        "RandomNumbers",
        "Storage", "TensorBoard", "Toolchain",
      ]),
    .target(
      name: "Models",
      dependencies: ["Frontend", "GraphIR", "NeuralNetworks", "RandomNumbers", "Training"]),
    .target(
      name: "Benchmarking",
      dependencies: [
        "CEmitter", "CallABI", "Compiler", "Datasets", "Diagnostics", "Files", "Frontend",
        "GraphIR", "Lowering",
        "Schedule", "Storage", "Toolchain", "Training",
      ]),
    .target(
      name: "StandaloneTemplates",
      dependencies: [.product(name: "Mustache", package: "swift-mustache")],
      path: "Templates/standalone",
      resources: [
        .embedInCode("model.h.mustache"),
        .embedInCode("model.c.mustache"),
        .embedInCode("internal.h.mustache"),
        .embedInCode("kernels.h.mustache"),
        .embedInCode("shards.h.mustache"),
        .embedInCode("parameters.c.mustache"),
        .embedInCode("random.h.mustache"),
        .embedInCode("random.c.mustache"),
        .embedInCode("checkpoint.c.mustache"),
        .embedInCode("header.h.mustache"),
        .embedInCode("header.c.mustache"),
        .embedInCode("json.h.mustache"),
        .embedInCode("json.c.mustache"),
        .embedInCode("data.h.mustache"),
        .embedInCode("data.c.mustache"),
        .embedInCode("idx.c.mustache"),
        .embedInCode("raw.c.mustache"),
        .embedInCode("batches.h.mustache"),
        .embedInCode("batches.c.mustache"),
        .embedInCode("options.h.mustache"),
        .embedInCode("options.c.mustache"),
        .embedInCode("report.h.mustache"),
        .embedInCode("report.c.mustache"),
        .embedInCode("sha256.h.mustache"),
        .embedInCode("sha256.c.mustache"),
        .embedInCode("train.c.mustache"),
        .embedInCode("distributed.h.mustache"),
        .embedInCode("distributed.c.mustache"),
        .embedInCode("predict.c.mustache"),
        .embedInCode("startup.c.mustache"),
        .embedInCode("board.ld.mustache"),
        .embedInCode("Makefile.mustache"),
        .embedInCode("CMakeLists.txt.mustache"),
        .embedInCode("README.md.mustache"),
        .embedInCode("model.f90.mustache"),
        .embedInCode("model.py.mustache"),
        .embedInCode("model.mjs.mustache"),
        .embedInCode("run.mjs.mustache"),
        .embedInCode("module.modulemap.mustache"),
      ]),
    .target(
      name: "StandaloneC",
      dependencies: [
        "CEmitter", "Compiler", "Datasets", "Diagnostics", "Files", "Frontend", "GraphIR",
        "NeuralNetworks", "RandomNumbers", "Schedule", "StandaloneTemplates", "Storage",
        "Toolchain", "Training",
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    .target(
      name: "ReportTemplates",
      dependencies: [.product(name: "Mustache", package: "swift-mustache")],
      path: "Templates/report",
      resources: [
        .embedInCode("report.css"),
        .embedInCode("head.html.mustache"),
        .embedInCode("foot.html.mustache"),
        .embedInCode("report.html.mustache"),
        .embedInCode("sweep.html.mustache"),
        .embedInCode("chart.svg.mustache"),
        .embedInCode("scaling.svg.mustache"),
      ]),
    .target(
      name: "RunReports",
      dependencies: [
        "Benchmarking", "Compiler", "Datasets", "ImageFiles", "NeuralNetworks", "ReportTemplates",
        "Training",
      ]),
    .target(
      name: "Croton",
      dependencies: [
        "Autodiff", "Benchmarking", "Compiler", "Datasets", "Diagnostics", "Frontend", "GraphIR",
        "GraphPasses", "ImageFiles", "Models", "NeuralNetworks", "RandomNumbers", "RunReports",
        "Storage", "Toolchain", "Training",
      ]),
    .target(
      name: "CrotonCommandLine",
      dependencies: [
        "Croton", "Diagnostics", "Files", "StandaloneC", "Toolchain",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // What only Croton's own program has.
    .target(name: "SampleImage", exclude: ["data"]),
    .target(
      name: "Demos",
      dependencies: [
        "Compiler", "Frontend", "GraphIR", "ImageFiles", "RandomNumbers", "SampleImage",
      ]),
    .target(
      name: "BenchmarkNetworks",
      dependencies: [
        "Benchmarking", "Compiler", "Diagnostics", "Frontend", "GraphIR", "NeuralNetworks",
        "RandomNumbers",
      ]),
    .target(
      name: "Conformance",
      dependencies: [
        "Compiler", "Diagnostics", "Files", "Frontend", "GraphIR", "GraphPasses", "Interpreter",
        "Models", "NeuralNetworks", "RandomNumbers", "Storage", "Toolchain", "Training",
      ]),
    .target(
      name: "PackageTemplates",
      dependencies: [.product(name: "Mustache", package: "swift-mustache")],
      path: "Templates/package",
      resources: [
        .embedInCode("Package.swift.mustache"),
        .embedInCode("README.md.mustache"),
        .embedInCode("Tests.swift.mustache"),
        .embedInCode("gitignore.mustache"),
        .embedInCode("images.swift.mustache"),
        .embedInCode("mnist.swift.mustache"),
        .embedInCode("table.swift.mustache"),
      ]),
    .target(
      name: "BuiltInCommands",
      dependencies: [
        "BenchmarkNetworks", "Conformance", "CrotonCommandLine", "Demos", "Files",
        "PackageTemplates", "Training",
      ]),
    .executableTarget(name: "croton", dependencies: ["BuiltInCommands", "CrotonCommandLine"]),

    // What users' packages have of SwiftPM.
    .plugin(
      name: "CrotonGenerate",
      capability: .command(
        intent: .custom(
          verb: "croton-generate", description: "Write a network of this package as a C target."),
        permissions: [
          .writeToPackageDirectory(reason: "The C of the network becomes a target of the package.")
        ])),

    .target(
      name: "TestSupport",
      dependencies: ["Diagnostics", "GraphIR", "Interpreter", "Storage", "Training"],
      path: "Tests/TestSupport",
      resources: [.copy("Vectors")]),
    .target(
      name: "CompilerFuzzing",
      dependencies: [
        "Autodiff", "CEmitter", "CallABI", "Diagnostics", "Execution", "GraphIR", "GraphPasses",
        "Interpreter", "Lowering", "Schedule", "Storage", "TestSupport", "Toolchain",
      ],
      path: "Tests/CompilerFuzzing"),
    .executableTarget(
      name: "compiler-fuzzer",
      dependencies: [
        "CompilerFuzzing", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/CompilerFuzzer"),
    .testTarget(
      name: "CompilerFuzzTests",
      dependencies: [
        "CEmitter", "CallABI", "Compiler", "CompilerFuzzing", "Croton", "Frontend", "GraphIR",
        "Interpreter", "Lowering", "Schedule", "TestSupport", "Toolchain", "Training",
      ], exclude: ["cppcheck.xml"]),
    // Readers of files, for the tests and for libFuzzer: `make fuzz`.
    .target(
      name: "FileFuzzing",
      dependencies: [
        "Benchmarking", "CZlib", "Conformance", "Datasets", "Files", "GraphIR", "ImageFiles",
        "Lowering",
        "Schedule", "TestSupport", "Training",
      ],
      path: "Tests/FileFuzzing", exclude: ["fuzz.sh", "make_seeds.py"],
      resources: [.copy("Seeds"), .copy("Failures"), .copy("Standalone")]),
    .executableTarget(
      name: "file-fuzzer", dependencies: ["FileFuzzing"], path: "Tests/FileFuzzer"),
    .testTarget(name: "FileFuzzingTests", dependencies: ["FileFuzzing", "TestSupport"]),
    .testTarget(name: "DiagnosticsTests", dependencies: ["Diagnostics"]),
    .testTarget(name: "GraphIRTests", dependencies: ["Diagnostics", "GraphIR"]),
    .testTarget(
      name: "InterpreterTests",
      dependencies: ["Diagnostics", "GraphIR", "Interpreter", "TestSupport"]),
    .testTarget(
      name: "AutodiffTests",
      dependencies: ["Autodiff", "Diagnostics", "GraphIR", "Interpreter", "TestSupport"]),
    .testTarget(
      name: "GraphPassesTests",
      dependencies: [
        "Autodiff", "Diagnostics", "GraphIR", "GraphPasses", "Interpreter", "TestSupport",
      ]),
    .testTarget(
      name: "FrontendTests",
      dependencies: ["Diagnostics", "Frontend", "GraphIR", "Storage", "TestSupport"]),
    .executableTarget(
      name: "stray-kernel", dependencies: ["Croton", "GraphIR"], path: "Tests/StrayKernel"),
    .testTarget(
      name: "CrotonTests",
      dependencies: [
        "BenchmarkNetworks", "Benchmarking", "CallABI", "CommandLineTestSupport", "Croton", "Demos",
        "Interpreter", "Lowering", "NeuralNetworks", "Schedule", "Storage", "TestSupport",
        "Toolchain", "stray-kernel",
      ],
      exclude: ["Reference"]),
    .testTarget(
      name: "LoweringTests",
      dependencies: [
        "Diagnostics", "GraphIR", "GraphPasses", "Lowering", "Schedule", "TestSupport",
      ]),
    .testTarget(
      name: "ExecutionTests",
      dependencies: [
        "Autodiff", "CEmitter", "CallABI", "Diagnostics", "Execution", "GraphIR", "GraphPasses",
        "Interpreter", "KernelTemplates", "Lowering", "Schedule", "Storage", "TestSupport",
        "Toolchain",
      ], exclude: ["Golden", "MathAccuracy", "Processes"]),
    .testTarget(name: "ToolchainTests", dependencies: ["TestSupport", "Toolchain"]),
    .testTarget(
      name: "LinearAlgebraTests",
      dependencies: ["Compiler", "Frontend", "GraphIR", "LinearAlgebra", "TestSupport"]),
    .testTarget(name: "FilesTests", dependencies: ["Files"]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["CZlib", "Datasets", "ImageFiles", "TestSupport"],
      exclude: ["make_fixtures.py"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "ImageFilesTests", dependencies: ["ImageFiles", "TestSupport"],
      exclude: ["make_fixtures.py", "make_resized.py"], resources: [.copy("Fixtures")]),
    .testTarget(name: "TensorBoardTests", dependencies: ["Files", "TensorBoard", "TestSupport"]),
    .testTarget(
      name: "RandomNumbersTests",
      dependencies: ["CMathematics", "Diagnostics", "RandomNumbers", "TestSupport"]),
    .testTarget(name: "TrainingTests", dependencies: ["TestSupport", "Training"]),
    .testTarget(
      name: "ConformanceTests", dependencies: ["Conformance", "Croton", "TestSupport"]),
    .target(name: "CommandLineTestSupport", path: "Tests/CommandLineTestSupport"),
    .testTarget(
      name: "BenchmarkingTests",
      dependencies: [
        "Benchmarking", "Compiler", "Croton", "Diagnostics", "Frontend", "GraphIR", "Schedule",
      ]),
    .testTarget(
      name: "RunReportsTests",
      dependencies: [
        "Benchmarking", "CommandLineTestSupport", "Datasets", "Frontend", "GraphIR",
        "NeuralNetworks",
        "RunReports", "TestSupport", "Training",
      ]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "BuiltInCommands", "Croton", "CrotonCommandLine", "CommandLineTestSupport", "Demos",
        "TestSupport", "croton",
      ],
      exclude: ["make_fixture.py"], resources: [.copy("Fixtures")]),
    .testTarget(
      name: "FaultTests",
      dependencies: ["CommandLineTestSupport", "Croton", "TestSupport", "croton"],
      resources: [.copy("Faults")]),
    .testTarget(
      name: "StandaloneCTests",
      dependencies: [
        "CommandLineTestSupport", "Croton", "FileFuzzing", "RandomNumbers", "StandaloneC",
        "StandaloneTemplates", "TestSupport", "Toolchain", "Training", "croton",
      ]),
    .executableTarget(
      name: "augmented-network", dependencies: ["CrotonCommandLine"],
      path: "Tests/AugmentedNetwork"),
    .testTarget(
      name: "DistributionTests",
      dependencies: [
        "augmented-network",
        "CommandLineTestSupport", "Compiler", "Croton", "Datasets", "Frontend", "GraphIR",
        "Processes", "Schedule", "Storage", "TestSupport", "Toolchain", "Training", "croton",
      ]),
    .testTarget(
      name: "UserPackageTests", dependencies: ["CommandLineTestSupport", "croton"],
      resources: [.copy("Broken")]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
