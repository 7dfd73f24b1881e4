import Autodiff
import Diagnostics
import GraphIR
import Interpreter
import TestSupport
import Testing

/// Compares symbolic gradients with central finite differences along random directions.
///
/// For each operand v the cost is a function of a number t: `cost(v + t·direction)`. Its derivative
/// is the sum of gradient times direction.
struct GradientCheck {
  static let here = Diagnostics.SourceLocation(file: "Tests/Model.swift", line: 1)

  /// Types and ranges of the floating-point inputs that gradients are taken at.
  var operands: [(type: TensorType, range: ClosedRange<Double>)]
  /// Whether no two elements of an input are close, for functions with a kink where two are equal.
  var isDistinct = false
  /// The inputs after those, such as labels, which have no gradients.
  var others: [NumericArray] = []

  init(_ shapes: [Shape], in range: ClosedRange<Double> = -1...1, others: [NumericArray] = []) {
    operands = shapes.map { (TensorType(.double, $0), range) }
    self.others = others
  }

  /// Checks the graph that `build` makes; whatever shape its result has, the cost is the sum of its
  /// elements times random weights, so that every element's gradient counts.
  func check(
    _ generator: inout SeededGenerator, sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ build: (inout GraphBuilder, [Value]) throws -> Value
  ) throws {
    var builder = GraphBuilder()
    let types = operands.map(\.type) + others.map(\.type)
    let inputs = try types.enumerated().map { index, type in
      try builder.add(.input(index, type), at: Self.here)
    }
    let parameters = Array(inputs.prefix(operands.count))
    let result = try build(&builder, inputs)
    let weights = NumericArray.random(builder.type(of: result), in: 0.5...1.5, using: &generator)
    let cost = try Self.weightedSum(result, weights, &builder)
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: parameters, adding: &builder)
    for (gradient, parameter) in zip(gradients, parameters) {
      #expect(
        builder.type(of: gradient) == builder.type(of: parameter), sourceLocation: sourceLocation)
    }
    let costGraph = builder.graph(name: "cost", roots: [.init(.output(0), cost)])
    let graph = builder.graph(
      name: "gradient", roots: gradients.enumerated().map { .init(.output($0), $1) })
    try GraphVerifier(after: "autodiff").verify(graph)

    let point = operands.map {
      isDistinct
        ? NumericArray.distinct($0.type, using: &generator)
        : NumericArray.random($0.type, in: $0.range, using: &generator)
    }
    let found = try Interpreter().evaluate(graph, inputs: point + others, shared: [])
    for position in operands.indices {
      let direction = NumericArray.random(operands[position].type, using: &generator)
      func cost(at t: Double) throws -> Double {
        var moved = point
        for index in moved[position].values.indices {
          moved[position].values[index] += t * direction.values[index]
        }
        return try Interpreter().evaluate(costGraph, inputs: moved + others, shared: [])[0].values[
          0]
      }
      let step = 1e-5
      let numeric = try (cost(at: step) - cost(at: -step)) / (2 * step)
      let symbolic = zip(found[position].values, direction.values).reduce(0) { $0 + $1.0 * $1.1 }
      let scale = zip(found[position].values, direction.values).reduce(0) { $0 + abs($1.0 * $1.1) }
      #expect(numeric != 0, "seed \(generator.seed): no slope", sourceLocation: sourceLocation)
      #expect(
        abs(symbolic - numeric) <= 1e-7 * max(1, scale),
        "seed \(generator.seed), operand \(position): \(symbolic), by differences \(numeric)",
        sourceLocation: sourceLocation)
    }
  }

  /// `Σ value · weights` as a single number.
  private static func weightedSum(
    _ value: Value, _ weights: NumericArray, _ builder: inout GraphBuilder
  ) throws -> Value {
    let literal = Literal(type: weights.type, scalars: weights.values.map { .real($0) })
    let constant = try builder.add(.constant(literal), at: here)
    let weighted = try builder.add(.multiply, [value, constant], at: here)
    let axes = Array(0..<weights.shape.rank)
    return try builder.add(
      .reduce(.sum, axes: axes, keepsDimensions: false), [weighted], at: here)
  }
}
