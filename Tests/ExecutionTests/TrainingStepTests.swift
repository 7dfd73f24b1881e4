import Autodiff
import Foundation
import GraphIR
import Interpreter
import TestSupport
import Testing
import Toolchain

/// A whole step of gradient descent of a small network in the form of LeNet.
@Suite struct TrainingStepTests {
  private static let shapes: [Shape] = [[3, 1, 3, 3], [3], [75, 4], [4]]

  /// Outputs the cost of 11 images of 12 by 12 pixels and updates four parameters.
  static func graph(_ element: ElementType) throws -> Graph {
    var builder = GraphBuilder()
    func add(_ operation: GraphIR.Operation, _ operands: Value..., name: String? = nil) throws
      -> Value
    {
      try builder.add(operation, operands, name: name, at: here)
    }
    let x = try add(.input(0, TensorType(element, [11, 144])), name: "x")
    let y = try add(.input(1, TensorType(.int32, [11])), name: "y")
    let parameters = try zip(["layer0.W", "layer0.b", "layer1.W", "layer1.b"], shapes).enumerated()
      .map { try add(.shared($0, TensorType(element, $1.1)), name: $1.0) }
    let images = try add(.reshape([11, 1, 12, 12]), x)
    let convolved = try add(.conv2d(Convolution()), images, parameters[0])
    let pooled = try add(.pool2d(Pooling(window: [2, 2], ignoresBorder: true)), convolved)
    let bias = try add(.dimshuffle([nil, 0, nil, nil]), parameters[1])
    let biased = try builder.add(.add, [pooled, bias], at: here)
    let hidden = try builder.add(.tanh, [biased], name: "layer0", at: here)
    let flat = try add(.reshape([11, 75]), hidden)
    let product = try add(.dot(transposesLeft: false, transposesRight: false), flat, parameters[2])
    let logits = try builder.add(.add, [product, parameters[3]], name: "layer1", at: here)
    let likelihoods = try add(.gatherByLabel, add(.logSoftmax, logits), y)
    let sum = try add(.reduce(.sum, axes: [0], keepsDimensions: false), likelihoods)
    let cost = try builder.add(.negate, [sum], name: "cost", at: here)
    let gradients = try Autodiff.gradients(
      of: cost, withRespectTo: parameters, adding: &builder)
    let rate = try builder.constant(0.01, TensorType(element, []), at: here)
    var roots = [Graph.Root(.output(0), cost)]
    for (number, (parameter, gradient)) in zip(parameters, gradients).enumerated() {
      let change = try builder.add(.multiply, [gradient, rate], at: here)
      let updated = try builder.add(.subtract, [parameter, change], at: here)
      roots.append(.init(.update(shared: number), updated))
    }
    return builder.graph(name: "train", roots: roots)
  }

  private func arrays(
    _ element: ElementType, _ generator: inout SeededGenerator
  ) -> (inputs: [NumericArray], shared: [NumericArray]) {
    let images = NumericArray.random(
      TensorType(element, [11, 144]), in: 0...1, using: &generator)
    let labels = KernelTests.random(
      TensorType(.int32, [11]), integersBelow: 4, using: &generator)
    let shared = Self.shapes.map {
      NumericArray.random(TensorType(element, $0), in: -0.5...0.5, using: &generator)
    }
    return ([images, labels], shared)
  }

  @Test(arguments: [ElementType.float, .double], [64, 32, 16])
  func stepIsTheInterpreters(_ element: ElementType, _ vectorBytes: Int) throws {
    var generator = SeededGenerator.announced()
    let (inputs, shared) = arrays(element, &generator)
    try KernelTests.compare(
      try Self.graph(element), inputs: inputs, shared: shared, vectorBytes: vectorBytes,
      tolerance: element == .double ? 1e-11 : 1e-4)
  }

  @Test func everyNumberOfThreadsGivesTheSameBits() throws {
    var generator = SeededGenerator.announced()
    let (inputs, shared) = arrays(.float, &generator)
    let compiled = try CompiledGraph(try Self.graph(.float))
    let one = try compiled.sharedBytes(inputs: inputs, shared: shared, threads: 1)
    #expect(one != shared.map(\.encoded))
    for threads in [2, 3, 7, 0, -1] {
      #expect(
        try compiled.sharedBytes(inputs: inputs, shared: shared, threads: threads) == one,
        "\(threads) threads, seed \(generator.seed)")
    }
  }

  /// A compiler and its flags, and the registers that the C is written for.
  private struct Compilation: CustomStringConvertible {
    let compiler: String?
    let flags: [String]
    let vectorBytes: Int
    var description: String {
      ([compiler ?? "cc"] + flags + ["\(vectorBytes) bytes"]).joined(separator: " ")
    }
  }

  private static let compilations =
    [1, 2, 3].flatMap { level in
      [nil, "clang"].map { compiler in
        Compilation(
          compiler: compiler, flags: ["-O\(level)"], vectorBytes: [16, 32, 64][level - 1])
      }
    } + unfused

  /// Processors whose multiply-adds are those of `croton_fma.h`.
  private static var unfused: [Compilation] {
    #if arch(x86_64)
      [Compilation(compiler: nil, flags: ["-march=x86-64-v2"], vectorBytes: 16)]
    #else
      []
    #endif
  }

  @Test(arguments: [ElementType.float, .double])
  func everyCompilerGivesTheSameBits(_ element: ElementType) throws {
    var generator = SeededGenerator.announced()
    let (inputs, shared) = arrays(element, &generator)
    let graph = try Self.graph(element)
    let usual = try CompiledGraph(graph).sharedBytes(inputs: inputs, shared: shared, threads: 1)
    #expect(usual != shared.map(\.encoded))
    for compilation in Self.compilations {
      // Clang comes with Swift, but not with the headers of OpenMP.
      let other = try CompiledGraph(
        graph, vectorBytes: compilation.vectorBytes, usesOpenMP: compilation.compiler == nil,
        compiler: compilation.compiler, addedFlags: compilation.flags)
      #expect(
        try other.sharedBytes(inputs: inputs, shared: shared, threads: 1) == usual,
        "\(compilation), seed \(generator.seed)")
    }
  }

  #if os(Linux)
    @Test func theBLASStartsNoThreadsOfItsOwn() throws {
      let folder = TemporaryDirectory()
      var environment = ProcessInfo.processInfo.environment
      environment["XDG_CACHE_HOME"] = folder.path
      let compiler = try KernelCompiler(environment: environment)
      let text = """
        #include <stdint.h>
        #include <cblas.h>
        const uint32_t croton_abi_version = 1;
        int threads(void) { return openblas_get_num_threads(); }
        void use_two(void) { openblas_set_num_threads(2); }
        """
      let source = try SourceBundle(name: "threads", files: [.init(name: "threads.c", text: text)])
      let library = try compiler.library(
        for: source, flags: compiler.flags(usesBLAS: true), abiVersion: 1
      ).library
      let useTwo: @convention(c) () -> Void = try library.function("use_two")
      let threads: @convention(c) () -> Int32 = try library.function("threads")
      var generator = SeededGenerator.announced()
      let matrix = TensorType(.float, [2, 3000])
      var builder = GraphBuilder()
      let x = try builder.add(.input(0, matrix), name: "x", at: here)
      let product = try builder.add(
        .dot(transposesLeft: false, transposesRight: true), [x, x], at: here)
      let compiled = try CompiledGraph(
        builder.graph(name: "long", roots: [Graph.Root(.output(0), product)]), usesBLAS: true)
      #expect(compiled.schedule.usesBLAS)
      useTwo()
      _ = try compiled.evaluate(inputs: [.random(matrix, in: -1...1, using: &generator)])
      #expect(threads() == 1)
    }
  #endif
}
