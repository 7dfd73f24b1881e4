import Autodiff
import GraphIR
import GraphPasses
import Interpreter
import TestSupport
import Testing

/// Convolution blocks in all forms, with their gradients: all passes, compiled, and compared with the
/// interpreter of the graph as it was written.
@Suite struct ConvolutionFormTests {
  struct Form: Sendable, CustomTestStringConvertible {
    let pooling: Pooling?
    /// Whether the pooling comes before the bias and the activation.
    let poolsFirst: Bool
    let hasBias: Bool
    let activation: ElementwiseFunction?

    var testDescription: String {
      let steps = [hasBias ? "bias" : nil, activation?.name].compactMap { $0 }
      let pool = pooling.map { ["\($0.mode.operationName) \($0)"] } ?? []
      return (poolsFirst ? pool + steps : steps + pool).joined(separator: ", then ")
    }
  }

  private static let poolings = [
    Pooling(window: [2, 2], ignoresBorder: true),
    Pooling(window: [2, 2], ignoresBorder: true, ties: .first),
    Pooling(.sum, window: [3, 2], ignoresBorder: true),
    Pooling(.averageExcludingPadding, window: [2, 2], ignoresBorder: true),
    // Windows that no block takes.
    Pooling(window: [2, 2], stride: [1, 2], ignoresBorder: true),
    Pooling(.averageIncludingPadding, window: [2, 2], padding: [1, 1], ignoresBorder: true),
  ]

  static let forms: [Form] =
    poolings.flatMap { pooling in
      [ElementwiseFunction.tanh, .relu].flatMap { activation in
        [true, false].map { poolsFirst in
          Form(pooling: pooling, poolsFirst: poolsFirst, hasBias: true, activation: activation)
        }
      }
    } + [
      Form(pooling: poolings[0], poolsFirst: false, hasBias: true, activation: .sigmoid),
      Form(pooling: poolings[0], poolsFirst: false, hasBias: true, activation: .softplus),
      Form(pooling: poolings[0], poolsFirst: true, hasBias: false, activation: nil),
      Form(pooling: poolings[0], poolsFirst: false, hasBias: false, activation: .tanh),
      Form(pooling: poolings[3], poolsFirst: true, hasBias: false, activation: nil),
      Form(pooling: nil, poolsFirst: true, hasBias: true, activation: .relu),
      Form(pooling: poolings[0], poolsFirst: false, hasBias: true, activation: .rectify),
      Form(pooling: nil, poolsFirst: true, hasBias: true, activation: .sigmoid),
      Form(pooling: nil, poolsFirst: true, hasBias: true, activation: nil),
    ]

  private func add(_ form: Form, to builder: inout GraphBuilder, images: TensorType) throws -> Graph
  {
    let element = images.elementType
    let x = try builder.add(.input(0, images), name: "x", at: here)
    let w = try builder.add(.shared(0, TensorType(element, [3, 2, 3, 2])), name: "W", at: here)
    let b = try builder.add(.shared(1, TensorType(element, [3])), name: "b", at: here)
    var value = try builder.add(.conv2d(Convolution()), [x, w], at: here)
    if form.poolsFirst, let pooling = form.pooling {
      value = try builder.add(.pool2d(pooling), [value], at: here)
    }
    if form.hasBias {
      let bias = try builder.add(.dimshuffle([nil, 0, nil, nil]), [b], at: here)
      value = try builder.add(.add, [value, bias], at: here)
    }
    if let activation = form.activation {
      value = try builder.add(activation, [value], at: here)
    }
    if !form.poolsFirst, let pooling = form.pooling {
      value = try builder.add(.pool2d(pooling), [value], at: here)
    }
    let cost = try builder.add(
      .reduce(.sum, axes: [0, 1, 2, 3], keepsDimensions: false),
      [builder.add(.multiply, [value, value], at: here)], at: here)
    let parameters = form.hasBias ? [w, x, b] : [w, x]
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: parameters, adding: &builder)
    let roots = ([value] + gradients).enumerated().map { Graph.Root(.output($0), $1) }
    return builder.graph(name: "form", roots: roots)
  }

  /// Whole numbers make convolutions exact, and the maxima of many windows tie.
  private func wholeNumbers(_ type: TensorType, using generator: inout SeededGenerator)
    -> NumericArray
  {
    let values = (0..<type.shape.elementCount).map { _ in
      Double(Int.random(in: -1...1, using: &generator))
    }
    return NumericArray(type: type, values: values)
  }

  /// Each form in one precision, in a soak in both.
  private static let cases = forms.indices.flatMap { number in
    Soak.sample([ElementType.float, .double], oneOf: 2, turn: number / 3).map { (number, $0) }
  }

  @Test(arguments: cases)
  func computesWhatWasWritten(number: Int, element: ElementType) throws {
    var generator = SeededGenerator.announced()
    let form = Self.forms[number]
    // Odd extents; one image; images that fill no vector. Each width of vectors in turn.
    let images = TensorType(
      element, [[19, 2, 9, 7], [1, 2, 6, 6], [33, 2, 5, 4]][number % 3])
    var builder = GraphBuilder()
    let graph = try add(form, to: &builder, images: images)
    let compiled = try CompiledGraph(
      Pipeline().optimize(graph), vectorBytes: KernelTests.widths[number % 3])
    let x = wholeNumbers(images, using: &generator)
    let shared = [TensorType(element, [3, 2, 3, 2]), TensorType(element, [3])].map {
      wholeNumbers($0, using: &generator)
    }
    let expected = try Interpreter().evaluate(graph, inputs: [x], shared: shared)
    let count = compiled.schedule.shared.count
    let found = try compiled.evaluate(inputs: [x], shared: Array(shared.prefix(count)))
    for (found, expected) in zip(found, expected) {
      KernelTests.expectClose(found, expected, tolerance: element == .double ? 1e-12 : 1e-4)
    }
  }
}
