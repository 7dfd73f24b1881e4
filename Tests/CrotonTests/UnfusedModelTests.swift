import Croton
import GraphIR
import Schedule
import Testing

/// What `--optimize none` makes of the models that come with Croton: one kernel of each operation.
@Suite struct UnfusedModelTests {
  static let models: [any TrainableModel & Sendable] = [
    SoftmaxRegression(), MultilayerPerceptron(), LeNet5(), LeNet5Of1998(),
    LeNet5Of1998(loss: .mse),
  ]

  /// A function of a model on its way to C, by the given passes.
  static func function(
    _ function: ModelFunction, of number: Int, _ optimization: Optimization
  ) throws -> GeneratedFunction {
    let images = LabeledExamples(
      values: .bytes([UInt8](repeating: 0, count: 10 * 784)), labels: Array(0..<10))
    let digits = try Dataset(
      name: "blank digits", exampleShape: [1, 28, 28], classes: 10, training: images,
      validation: images, test: images)
    let program = try ModelProgram(
      models[number], dataset: digits, options: TrainingOptions(batchSize: 5, l2: 0.0001))
    return try program.generate(
      function, options: CompileOptions(optimization: optimization, vectorBytes: 32))
  }

  /// How many kernels an operation has: one, unless it moves no element or moves several tensors.
  private func kernelCount(_ node: Node, in graph: Graph) -> Int {
    switch node.operation {
    // What the caller has, and what is written into the program.
    case .input, .shared, .constant, .iota: 0
    // The same elements in the same order.
    case .reshape, .sliceRows: 0
    case .dimshuffle(let order)
    where order.compactMap({ $0 }).filter({
      // Axes of one element may go anywhere.
      graph.type(of: node.operands[0]).shape[$0] != 1
    }).isSorted:
      0
    // Zeros, and the operand among them.
    case .place: 2
    // Each operand at its place.
    case .concatenate(_, let count): count
    default: 1
    }
  }

  /// The graph is what the user wrote, derivatives included; each of its nodes that computes or
  /// moves elements has one kernel, and what other kernels there are move what they read and
  /// compute nothing.
  @Test(arguments: models.indices)
  func eachOperationHasAKernel(number: Int) throws {
    for function in try ModelFunction.allCases.map({ try Self.function($0, of: number, .none) }) {
      #expect(function.optimizedGraph == function.graph)
      let kernels = function.schedule.kernels
      for (index, node) in function.graph.nodes.enumerated() {
        let own = kernels.filter { $0.nodes == [index] }.map(\.name)
        #expect(
          own.count == kernelCount(node, in: function.graph),
          "\(function.graph.name): %\(index) \(node.operation) has the kernels \(own)")
        // An operation of the user's is one step, and no kernel has steps of two.
        if case .elementwise(let program, _) = node.operation {
          #expect(program.steps.count == 1)
        }
      }
      for kernel in kernels {
        switch kernel.body {
        case .loop(let loop):
          #expect(loop.program.steps.count <= 1, "\(kernel.name)")
          #expect(
            !kernel.nodes.isEmpty || loop.program == ScalarProgram(.identity), "\(kernel.name)")
        case .matrixProduct(let product): #expect(product.epilogue == nil, "\(kernel.name)")
        case .layoutConversion(let conversion):
          // A kernel of one operation may leave its result in another layout.
          #expect(conversion.program.steps.count <= 1, "\(kernel.name)")
          #expect(
            !kernel.nodes.isEmpty || conversion.program == ScalarProgram(.identity),
            "\(kernel.name)")
        case .fullReduction(let sum):
          #expect(sum.terms.program == ScalarProgram(.identity), "\(kernel.name)")
        // Few images are cut into patches, and the results put together.
        case .patches: break
        default: #expect(!kernel.nodes.isEmpty, "\(kernel.name)")
        }
      }
    }
  }
}

extension [Int] {
  fileprivate var isSorted: Bool { self == sorted() }
}
