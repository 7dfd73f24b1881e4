import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct LeNetTests {
  /// A training step of a small network in the form of LeNet, as a user writes it.
  private func step() throws -> Graph {
    var builder = GraphBuilder()
    let pixels = try builder.input(0, [3, 196], name: "x")
    let labels = try builder.input(1, [3], .int32, name: "y")
    let shapes: [Shape] = [[2, 1, 3, 3], [2], [3, 2, 3, 3], [3], [12, 5], [5], [5, 2], [2]]
    let parameters = try shapes.enumerated().map { try builder.shared($0.offset, $0.element) }
    var value = try builder.apply(.reshape([3, 1, 14, 14]), pixels)
    for layer in 0..<2 {
      value = try builder.apply(.conv2d(Convolution()), value, parameters[2 * layer])
      value = try builder.apply(.pool2d(Pooling(window: [2, 2], ignoresBorder: true)), value)
      let bias = try builder.apply(.dimshuffle([nil, 0, nil, nil]), parameters[2 * layer + 1])
      value = try builder.apply(.tanh, builder.apply(.add, value, bias), name: "layer\(layer)")
    }
    value = try builder.apply(.reshape([3, 12]), value)
    for layer in 2..<4 {
      value = try builder.apply(
        .dot(transposesLeft: false, transposesRight: false), value, parameters[2 * layer])
      value = try builder.apply(.add, value, parameters[2 * layer + 1])
      if layer == 2 { value = try builder.apply(.tanh, value) }
    }
    let logarithms = try builder.apply(.log, builder.apply(.softmax, value))
    let likelihoods = try builder.apply(.gatherByLabel, logarithms, labels)
    let sum = try builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), likelihoods)
    let mean = try builder.apply(.divide, sum, builder.constant(3))
    let cost = try builder.apply(.negate, mean, name: "cost")
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: parameters, adding: &builder)
    var roots = [Graph.Root(.output(0), cost)]
    for (number, gradient) in gradients.enumerated() {
      let change = try builder.apply(.multiply, builder.constant(0.1), gradient)
      let updated = try builder.apply(.subtract, parameters[number], change)
      roots.append(.init(.update(shared: number), updated))
    }
    return builder.graph(name: "step", roots: roots)
  }

  @Test func trainsTheSameWhenOptimized() throws {
    let graph = try step()
    var generator = SeededGenerator.announced()
    for optimization in [Optimization.canonical, .full] {
      let optimized = try Pipeline(optimization).optimize(graph)
      try expectSameValues(graph, optimized, tolerance: 1e-12, using: &generator)
      #expect(try Pipeline(optimization).optimize(optimized).isIdentical(to: optimized))
    }
  }

  @Test func becomesFewKernels() throws {
    let optimized = try Pipeline().optimize(step())
    #expect(!optimized.description.contains("conv2d"))
    #expect(!optimized.description.contains("maxPool2d"))
    var counts: [String: Int] = [:]
    for node in optimized.nodes where !node.operation.isSource {
      counts[node.operation.name, default: 0] += 1
    }
    #expect(
      counts == [
        "convolutionBlock": 2, "convolutionBlockInputGradient": 1,
        "convolutionBlockFilterGradient": 2,
        // Two layers forward, and for each a gradient at the weights and one at what comes in.
        "dot": 6,
        // The bias of the last layer is added alone; the hidden layer's before its tanh. Gradients
        // of the cost and of three activations, the cost itself, and eight updates.
        "add": 1, "elementwise": 14,
        "softmax": 1, "logSoftmax": 1, "gatherByLabel": 1, "scatterByLabel": 1,
        // The cost, and four biases.
        "sum": 5,
        // Rows of pixels to images, images to features and back, biases to channels and back.
        "reshape": 5, "dimshuffle": 4,
      ])
    for root in optimized.roots {
      if case .update(let shared) = root.role {
        let operands = optimized[root.value].operands.map { optimized[$0].operation }
        #expect(operands[0] == .shared(shared, optimized.type(of: root.value)))
      }
    }
  }
}
