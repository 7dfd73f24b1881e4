import Croton
import GraphIR
import Interpreter
import Lowering
import Schedule
import Storage
import TestSupport
import Testing

/// That each pass can be left out alone, as `--exclude` does: what it does is there with it and not
/// without it, and the results are the interpreter's without it.
@Suite struct ExcludedPassTests {
  /// A small function that a pass changes.
  struct Sample: Sendable {
    let outputs: @Sendable (Operands) throws -> [Tensor<Float>]
    /// What is there only where the pass runs.
    let effect: @Sendable (GeneratedFunction) -> Bool
  }

  /// What samples compute from.
  struct Operands {
    /// (6, 9), its elements between 0.1 and 0.9.
    let x: Tensor<Float>
    /// (70, 80)
    let large: Tensor<Float>
    /// (2, 3, 8, 8)
    let images: Tensor<Float>
    /// (4, 3, 3, 3)
    let filters: Tensor<Float>
    /// (16, 16, 10, 10), and filters for it, (16, 16, 3, 3)
    let deepImages: Tensor<Float>
    let deepFilters: Tensor<Float>
    /// (1, 20, 12, 12), and filters for it, (50, 20, 5, 5)
    let oneImage: Tensor<Float>
    let itsFilters: Tensor<Float>
    /// A number of a row, from 0 to 2.
    let row: Tensor<Int32>
  }

  /// By the names of the passes.
  static let samples: [String: Sample] = [
    "fold-constants": Sample(
      outputs: { [$0.x + Tensor<Float>.constant(2) / Tensor<Float>.constant(3)] },
      effect: { !$0.has("divide") }),
    "simplify-algebra": Sample(
      outputs: { [($0.x * 1).tanh()] }, effect: { !$0.has("multiply") }),
    "fold-slices": Sample(
      outputs: { [$0.x.sliced(from: 1).sliced(axis: 1, to: 4)] }, effect: { $0.count("slice") == 1 }
    ),
    "fold-padding": Sample(
      outputs: {
        let padded = $0.images.padded([(0, 0), (0, 0), (1, 1), (2, 0)])
        return [conv2d(padded, filters: $0.filters)]
      }, effect: { !$0.has("place") }),
    "stabilize-log-softmax": Sample(
      outputs: { [$0.x.softmax().log()] }, effect: { $0.has("logSoftmax") }),
    "stabilize-sigmoid": Sample(
      outputs: { [$0.x.sigmoid().log()] }, effect: { $0.has("softplus") }),
    "stabilize-log-exp": Sample(
      outputs: { [(1 + $0.x).log()] }, effect: { $0.has("log1p") }),
    "argmax-of-logits": Sample(
      outputs: { [$0.x.softmax().argmax(axis: 1).cast(to: Float.self)] },
      effect: { !$0.has("softmax") }),
    "fold-transposes": Sample(
      outputs: { [dot($0.x.transpose(), $0.x)] }, effect: { !$0.has("dimshuffle") }),
    "eliminate-common-subexpressions": Sample(
      outputs: { [dot($0.x, $0.x.transpose()), dot($0.x, $0.x.transpose()).tanh()] },
      effect: { $0.count("dot") == 1 }),
    "factor-sums": Sample(
      outputs: { [($0.x * 3).sum(axes: [1])] },
      effect: { $0.kernelOperations == ["sum", "multiply"] }),
    "pair-moments": Sample(
      outputs: { operands in
        let convolved: Tensor<Float> = conv2d(operands.images, filters: operands.filters)
        let centered = convolved - convolved.mean(axes: [0, 2, 3], keepingDimensions: true)
        return [centered.squared().mean(axes: [0, 2, 3])]
      },
      effect: { $0.has("planeMoments") }),
    "commute-max-pool": Sample(
      outputs: { [$0.images.tanh().maxPool2d((2, 2))] },
      effect: { $0.kernelOperations == ["maxPool2d", "tanh"] }),
    "fuse-conv-pool": Sample(
      outputs: { operands in
        let convolved: Tensor<Float> = conv2d(operands.images, filters: operands.filters)
        return [convolved.maxPool2d((2, 2)).tanh()]
      },
      effect: { $0.kernelOperations == ["convolutionBlock"] }),
    "fuse-elementwise": Sample(
      outputs: { [($0.x * 3).tanh()] }, effect: { $0.kernelOperations.count == 1 }),
    "recompute-elementwise": Sample(
      outputs: { operands in
        let centered = operands.x - 1
        return [centered.squared().sum(axes: [0]), centered.tanh()]
      },
      effect: { $0.count("subtract") == 2 }),
    "eliminate-dead-code": Sample(
      outputs: { [$0.x.softmax().log()] }, effect: { $0.kernelOperations.count == 1 }),
    // Every sample updates two shared values.
    "update-in-place": Sample(
      outputs: { [$0.x] },
      effect: { function in
        // Copies are of no node.
        function.schedule.kernels.contains {
          if case .joinedLoops(let joined) = $0.body {
            $0.nodes.count == joined.statements.count
          } else {
            false
          }
        }
      }),
    "use-winograd": Sample(
      outputs: { [conv2d($0.deepImages, filters: $0.deepFilters)] },
      effect: { $0.hasKernel { if case .winogradConvolution = $0 { true } else { false } } }),
    "cut-patches": Sample(
      outputs: { [conv2d($0.oneImage, filters: $0.itsFilters)] },
      effect: { $0.hasKernel { if case .patches = $0 { true } else { false } } }),
    // The result has to be in rows, but nothing before it.
    "keep-layout": Sample(
      outputs: { [conv2d($0.deepImages.exp(), filters: $0.deepFilters).tanh()] },
      effect: { function in
        function.schedule.kernels.count {
          if case .layoutConversion(let conversion) = $0.body {
            conversion.program == ScalarProgram(.identity)
          } else {
            false
          }
        } == 1
      }),
    "fuse-into-products": Sample(
      outputs: { [dot($0.large, $0.large.transpose()).tanh()] },
      effect: { function in
        function.schedule.kernels.contains {
          if case .matrixProduct(let product) = $0.body { product.epilogue != nil } else { false }
        }
      }),
    "fuse-into-sums": Sample(
      outputs: { [($0.large * $0.large).sum()] },
      effect: { $0.kernelOperations.count == 1 }),
    "fuse-into-convolutions": Sample(
      outputs: { operands in
        let convolved: Tensor<Float> = conv2d(operands.deepImages, filters: operands.deepFilters)
        return [conv2d(convolved * 3, filters: operands.deepFilters, stride: (2, 2))]
      },
      effect: { !$0.hasKernel { if case .loop = $0 { true } else { false } } }),
    "sum-in-convolutions": Sample(
      outputs: { operands in
        let convolved: Tensor<Float> = conv2d(
          operands.deepImages, filters: operands.deepFilters, stride: (2, 2))
        return [(convolved * convolved).sum(axes: [0, 2, 3])]
      },
      effect: {
        $0.hasKernel {
          if case .convolution(let kernel) = $0 { kernel.rowSums != nil } else { false }
        }
      }),
    "join-gradients": Sample(
      outputs: { operands in
        let convolved: Tensor<Float> = conv2d(
          operands.deepImages, filters: operands.deepFilters, stride: (2, 2))
        return try gradient(
          of: (convolved * convolved).sum(),
          withRespectTo: [operands.deepImages, operands.deepFilters])
      },
      effect: {
        $0.hasKernel { if case .convolutionGradients = $0 { true } else { false } }
      }),
    "hoist-slices": Sample(
      outputs: {
        [$0.x.softmax().exp(), $0.x.sliced(from: $0.row, count: 3).exp()]
      },
      effect: { function in
        if case .bindRows = function.schedule.steps[0] { true } else { false }
      }),
    "rematerialize": Sample(
      outputs: { operands in
        let kept = operands.large.exp()
        let product = dot(operands.large.softmax(), operands.large.transpose()).softmax().sum()
        return [kept.softmax().sum() * kept + product]
      },
      effect: { function in
        function.schedule.kernels.contains { $0.name.hasSuffix("_again_") }
      }),
    "join-updates": Sample(
      outputs: { [$0.x] },
      effect: { $0.hasKernel { if case .joinedLoops = $0 { true } else { false } } }),
    "use-tuning": Sample(
      outputs: { [conv2d($0.deepImages, filters: $0.deepFilters)] },
      effect: { $0.plan.isTuned }),
    "compute-in-place": Sample(
      outputs: { [$0.x.softmax().tanh().softmax()] },
      effect: { function in
        function.schedule.buffers.contains { if case .inPlace = $0.place { true } else { false } }
      }),
  ]

  private func definition(_ sample: Sample) throws -> FunctionDefinition {
    var generator = SeededGenerator(seed: 3)
    func shared(_ name: String, _ shape: Shape) throws -> Shared<Float> {
      let values = (0..<shape.elementCount).map { _ in
        Float.random(in: 0.1...0.9, using: &generator)
      }
      return Shared(name, try NDArray(shape: shape, scalars: values))
    }
    let state = try shared("state", [5])
    let count = try shared("count", [5])
    let operands = Operands(
      x: try shared("x", [6, 9]).tensor, large: try shared("large", [70, 80]).tensor,
      images: try shared("images", [2, 3, 8, 8]).tensor,
      filters: try shared("filters", [4, 3, 3, 3]).tensor,
      deepImages: try shared("deepImages", [16, 16, 10, 10]).tensor,
      deepFilters: try shared("deepFilters", [16, 16, 3, 3]).tensor,
      oneImage: try shared("oneImage", [1, 20, 12, 12]).tensor,
      itsFilters: try shared("itsFilters", [50, 20, 5, 5]).tensor,
      row: Shared("row", NDArray<Int32>([2])).tensor.reshape([]))
    return try FunctionDefinition(
      name: "sample", inputs: [], outputs: try sample.outputs(operands),
      updates: [Update(state, to: state + 1), Update(count, to: count + 2)], givens: [],
      at: SourceLocation(file: #fileID, line: #line))
  }

  @Test func allPassesHaveASample() {
    #expect(Set(Optimization.full.passNames) == Set(Self.samples.keys))
  }

  @Test(arguments: Optimization.full.passNames)
  func eachCanBeLeftOutAlone(pass: String) throws {
    let sample = try #require(Self.samples[pass])
    let definition = try definition(sample)
    var options = CompileOptions.testing()
    options.savesMemory = pass == "rematerialize"
    // Images that fill one vector are work for one thread.
    if pass == "join-gradients" { options.threads = 1 }
    if pass == "use-tuning" { options.tuning = try Self.otherWays(of: definition) }
    let full = try GeneratedFunction(definition, options: options)
    #expect(sample.effect(full), "with \(pass): \(full.explanation(.schedule))")

    let without = try Optimization.full.excluding(pass)
    let expected = try Interpreter().evaluate(
      definition.graph, inputs: [], shared: definition.storages.map { $0.array })
    options.optimization = without
    let function = try Function(definition, options: options)
    #expect(
      !sample.effect(function.generated),
      "without \(pass): \(function.generated.explanation(.schedule))")
    let outputs = try function()
    for (root, expected) in zip(definition.graph.roots, expected) {
      let found: [Double] =
        switch root.role {
        case .output(let number): try outputs[number, as: Float.self].doubles
        case .update(let shared): definition.storages[shared].array.values
        }
      #expect(found.count == expected.values.count)
      for (found, expected) in zip(found, expected.values) {
        #expect(abs(found - expected) <= 2e-5 * max(1, abs(expected)), "without \(pass)")
      }
    }
  }

  /// Another way for each node than the one that the cost model takes.
  private static func otherWays(of definition: FunctionDefinition) throws -> TuningSource {
    let plan = try GeneratedFunction(definition, options: .testing()).plan
    return .measured(
      TunedChoices(
        nodes: plan.choices.sorted { $0.key < $1.key }.compactMap { node, choice in
          choice.candidates.first { $0.name != choice.way }.map {
            TunedChoices.Node(node: node, way: $0.name, measurements: [])
          }
        }))
  }

  /// The fusions of whole models: what is fused in a step of training, and is not without the pass.
  @Test(arguments: [
    ("fuse-conv-pool", 2), ("fuse-elementwise", 3), ("fuse-into-products", 2),
    ("fuse-into-sums", 1),
  ])
  func modelsAreFusedByTheirPass(pass: String, model: Int) throws {
    func schedule(_ optimization: Optimization) throws -> Schedule {
      try UnfusedModelTests.function(.train, of: model, optimization).schedule
    }
    // What is computed again becomes part of a loop, too.
    let excluded = [pass] + (pass == "fuse-elementwise" ? ["recompute-elementwise"] : [])
    let (full, without) = try (schedule(.full), schedule(.full.excluding(excluded)))
    let fused = { (schedule: Schedule) in schedule.kernels.count { Self.isFused($0, by: pass) } }
    #expect(fused(full) > 0)
    #expect(fused(without) == 0)
    #expect(without.kernels.count > full.kernels.count)
  }

  private static func isFused(_ kernel: Kernel, by pass: String) -> Bool {
    switch (pass, kernel.body) {
    case ("fuse-conv-pool", _): kernel.name.contains("_conv2d_maxPool2d_")
    case ("fuse-elementwise", .loop(let loop)): loop.program.steps.count > 1
    case ("fuse-into-products", .matrixProduct(let product)): product.epilogue != nil
    case ("fuse-into-sums", .fullReduction(let sum)):
      sum.terms.program != ScalarProgram(.identity)
    default: false
    }
  }
}

extension GeneratedFunction {
  /// What the kernels compute, in order, without the updates that every sample has and copies.
  fileprivate var kernelOperations: [String] {
    schedule.kernels.compactMap { kernel in
      kernel.nodes.first.map { optimizedGraph.nodes[$0] }
        .flatMap { $0.types[0].shape == [5] ? nil : $0.operation.name }
    }
  }

  fileprivate func hasKernel(_ isTrue: (Kernel.Body) -> Bool) -> Bool {
    schedule.kernels.contains { isTrue($0.body) }
  }

  /// The number of nodes of an operation, or of the steps of an element-wise one.
  fileprivate func count(_ operation: String) -> Int {
    optimizedGraph.nodes.map { node in
      if case .elementwise(let program, _) = node.operation {
        return program.steps.count { $0.function.name == operation }
      }
      return node.operation.name == operation ? 1 : 0
    }.reduce(0, +)
  }

  fileprivate func has(_ operation: String) -> Bool { count(operation) > 0 }
}

extension TensorStorage {
  fileprivate var array: NumericArray {
    switch type.elementType {
    case .int32: NumericArray(type: type, values: read(as: Int32.self).map(Double.init))
    default: NumericArray(type: type, values: read(as: Float.self).map(Double.init))
    }
  }
}
