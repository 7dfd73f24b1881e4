import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

/// Convolution blocks as users write them, each with what is left of it after all passes.
@Suite struct ConvolutionFormTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// What follows the convolution.
    let build: @Sendable (inout GraphBuilder, Value, Value) throws -> Value
    /// The block without gradients, and with those at the filters, the bias and the input.
    let forward: String
    let backward: String
    var operationsOfGradients = [
      "convolutionBlockInputGradient(window: [2, 2])",
      "convolutionBlockFilterGradient(window: [2, 2])",
    ]
  }

  private static let max = Pooling(window: [2, 2], ignoresBorder: true)
  private static let average = Pooling(
    .averageExcludingPadding, window: [2, 2], ignoresBorder: true)
  private static let sum = Pooling(.sum, window: [2, 2], ignoresBorder: true)
  private static let first = Pooling(window: [2, 2], ignoresBorder: true, ties: .first)
  private static let withBias = ["convolutionBlockBiasGradient"]
  private static let dense = ["conv2dInputGradient", "conv2dFilterGradient"]

  private static func gradients(through text: String) -> [String] {
    [
      "convolutionBlockInputGradient(\(text))", "convolutionBlockFilterGradient(\(text))",
    ]
  }

  static let forms = [
    Form(
      testDescription: "tanh(pool(conv) + b)",
      build: { try $0.apply(.tanh, $0.apply(.add, $0.apply(.pool2d(max), $1), $2)) },
      forward: "convolutionBlock(window: [2, 2], bias, tanh)",
      backward: "convolutionBlock(window: [2, 2], bias, tanh, mask)"),
    Form(
      testDescription: "pool(tanh(conv + b))",
      build: { try $0.apply(.pool2d(max), $0.apply(.tanh, $0.apply(.add, $1, $2))) },
      forward: "convolutionBlock(window: [2, 2], bias, tanh)",
      backward: "convolutionBlock(window: [2, 2], bias, tanh, mask)",
      operationsOfGradients: withBias + gradients(through: "window: [2, 2]")),
    Form(
      testDescription: "tanh(pool(conv + b))",
      build: { try $0.apply(.tanh, $0.apply(.pool2d(max), $0.apply(.add, $2, $1))) },
      forward: "convolutionBlock(window: [2, 2], bias, tanh)",
      backward: "convolutionBlock(window: [2, 2], bias, tanh, mask)",
      operationsOfGradients: withBias + gradients(through: "window: [2, 2]")),
    Form(
      testDescription: "pool(relu(conv + b))",
      build: { try $0.apply(.pool2d(max), $0.apply(.relu, $0.apply(.add, $1, $2))) },
      forward: "convolutionBlock(window: [2, 2], bias, relu)",
      backward: "convolutionBlock(window: [2, 2], bias, relu, mask, sums)",
      operationsOfGradients: withBias + gradients(through: "window: [2, 2]")),
    Form(
      testDescription: "pool(sigmoid(conv + b)), the first of ties",
      build: { try $0.apply(.pool2d(first), $0.apply(.sigmoid, $0.apply(.add, $1, $2))) },
      forward: "convolutionBlock(window: [2, 2], first of ties, bias, sigmoid)",
      backward: "convolutionBlock(window: [2, 2], first of ties, bias, sigmoid, mask, sums)",
      operationsOfGradients: withBias + gradients(through: "window: [2, 2], first of ties")),
    Form(
      testDescription: "pool(conv + b)",
      build: { try $0.apply(.pool2d(max), $0.apply(.add, $1, $2)) },
      forward: "convolutionBlock(window: [2, 2], bias)",
      backward: "convolutionBlock(window: [2, 2], bias, mask)",
      operationsOfGradients: withBias + gradients(through: "window: [2, 2]")),
    Form(
      testDescription: "softplus(pool(conv) + b)",
      build: { try $0.apply(.softplus, $0.apply(.add, $0.apply(.pool2d(max), $1), $2)) },
      forward: "convolutionBlock(window: [2, 2], bias, softplus)",
      backward: "convolutionBlock(window: [2, 2], bias, softplus, mask, sums)"),
    Form(
      testDescription: "tanh(average(conv) + b)",
      build: { try $0.apply(.tanh, $0.apply(.add, $0.apply(.pool2d(average), $1), $2)) },
      forward: "convolutionBlock(average, window: [2, 2], padding excluded, bias, tanh)",
      backward: "convolutionBlock(average, window: [2, 2], padding excluded, bias, tanh)",
      operationsOfGradients: gradients(through: "average, window: [2, 2], padding excluded")),
    Form(
      testDescription: "relu(sum(conv) + b)",
      build: { try $0.apply(.relu, $0.apply(.add, $0.apply(.pool2d(sum), $1), $2)) },
      forward: "convolutionBlock(sum, window: [2, 2], bias, relu)",
      backward: "convolutionBlock(sum, window: [2, 2], bias, relu, sums)",
      operationsOfGradients: gradients(through: "sum, window: [2, 2]")),
    Form(
      testDescription: "average(tanh(conv + b)), which does not commute",
      build: { try $0.apply(.pool2d(average), $0.apply(.tanh, $0.apply(.add, $1, $2))) },
      forward: "convolutionBlock(bias, tanh)", backward: "convolutionBlock(bias, tanh)",
      operationsOfGradients: dense),
    Form(
      testDescription: "sigmoid(conv + b), without pooling",
      build: { try $0.apply(.sigmoid, $0.apply(.add, $1, $2)) },
      forward: "convolutionBlock(bias, sigmoid)", backward: "convolutionBlock(bias, sigmoid, sums)",
      operationsOfGradients: dense),
    Form(
      testDescription: "relu(conv + b), without pooling",
      build: { try $0.apply(.relu, $0.apply(.add, $1, $2)) },
      forward: "convolutionBlock(bias, relu)", backward: "convolutionBlock(bias, relu, sums)",
      operationsOfGradients: dense),
  ]

  /// The outputs: what the form computes and, if asked for, the gradients of the sum of its squares
  /// at the filters, the bias and the input.
  static func graph(
    _ form: Form, withGradients: Bool, element: ElementType = .double, images: Int = 3
  ) throws -> Graph {
    var builder = GraphBuilder()
    let x = try builder.input(0, [images, 2, 6, 7], element, name: "x")
    let w = try builder.shared(0, [3, 2, 3, 2], element)
    let b = try builder.shared(1, [3], element)
    let bias = try builder.apply(.dimshuffle([nil, 0, nil, nil]), b)
    let convolved = try builder.apply(.conv2d(Convolution()), x, w)
    let value = try form.build(&builder, convolved, bias)
    guard withGradients else { return builder.graph(value) }
    let cost = try builder.apply(
      .reduce(.sum, axes: [0, 1, 2, 3], keepsDimensions: false),
      builder.apply(.multiply, value, value))
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: [w, b, x], adding: &builder)
    return builder.graph(value, gradients[0], gradients[1], gradients[2])
  }

  @Test(arguments: forms, [false, true])
  func becomesABlock(form: Form, withGradients: Bool) throws {
    let graph = try Self.graph(form, withGradients: withGradients)
    let result = try Pipeline().optimize(graph)
    let names = result.nodes.map(\.operation.description)
    #expect(names.contains(withGradients ? form.backward : form.forward), "\(names)")
    for name in form.operationsOfGradients where withGradients {
      #expect(names.contains(name), "\(name) in \(names)")
    }
    for operation in ["conv2d", "maxPool2d", "maxPool2dGradient"] {
      #expect(!names.contains { $0 == operation || $0.hasPrefix("\(operation)(") }, "\(names)")
    }
    #expect(try Pipeline().optimize(result).isIdentical(to: result))

    // Whole numbers tie often, and make every convolution exact.
    var generator = SeededGenerator.announced()
    var (inputs, shared) = randomArguments(of: graph, using: &generator)
    for index in inputs.indices { inputs[index].values = inputs[index].values.map { $0.rounded() } }
    for index in shared.indices { shared[index].values = shared[index].values.map { $0.rounded() } }
    let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: shared)
    let found = try Interpreter().evaluate(result, inputs: inputs, shared: shared)
    for (expected, found) in zip(expected, found) {
      let isClose = zip(expected.values, found.values).allSatisfy {
        abs($0 - $1) <= 1e-12 * Swift.max(1, abs($0))
      }
      #expect(expected.type == found.type && isClose, "seed \(generator.seed)")
    }
  }
}
