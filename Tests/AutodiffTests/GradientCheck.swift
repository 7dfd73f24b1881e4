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
  ///
  /// - Parameter order: 1 for the gradient alone, 2 for the gradient of the gradient and the product
  ///   of the Jacobian and a direction as well.
  func check(
    _ generator: inout SeededGenerator, order: Int = 2,
    sourceLocation: Testing.SourceLocation = #_sourceLocation,
    _ build: (inout GraphBuilder, [Value]) throws -> Value
  ) throws {
    var builder = GraphBuilder()
    let types = operands.map(\.type) + others.map(\.type)
    let inputs = try types.enumerated().map { index, type in
      try builder.add(.input(index, type), at: Self.here)
    }
    let parameters = Array(inputs.prefix(operands.count))
    let result = try build(&builder, inputs)
    if order > 1 {
      try compareDirections(of: result, parameters, builder, &generator, sourceLocation)
    }
    let weights = NumericArray.random(builder.type(of: result), in: 0.5...1.5, using: &generator)
    var cost = try Self.weightedSum(result, weights, &builder)
    for round in 1...order {
      let gradients = try Autodiff.gradients(
        of: [cost], withRespectTo: parameters, disconnected: round == 1 ? .refused : .zero,
        adding: &builder)
      for (gradient, parameter) in zip(gradients, parameters) {
        #expect(
          builder.type(of: gradient) == builder.type(of: parameter), sourceLocation: sourceLocation)
      }
      try compare(cost, gradients, builder, round, &generator, sourceLocation)
      // The next cost is a weighted sum of all elements of these gradients.
      let sums = try gradients.map { gradient in
        let type = builder.type(of: gradient)
        return try Self.weightedSum(
          gradient, NumericArray.random(type, in: 0.5...1.5, using: &generator), &builder)
      }
      cost = try sums.dropFirst().reduce(sums[0]) {
        try builder.add(.add, [$0, $1], at: Self.here)
      }
    }
  }

  /// A point to differentiate at.
  private func point(_ generator: inout SeededGenerator) -> [NumericArray] {
    operands.map {
      isDistinct
        ? NumericArray.distinct($0.type, using: &generator)
        : NumericArray.random($0.type, in: $0.range, using: &generator)
    }
  }

  /// Compares the gradients of a cost with finite differences along a direction of each operand.
  private func compare(
    _ cost: Value, _ gradients: [Value], _ builder: GraphBuilder, _ order: Int,
    _ generator: inout SeededGenerator, _ sourceLocation: Testing.SourceLocation
  ) throws {
    let costGraph = builder.graph(name: "cost", roots: [.init(.output(0), cost)])
    let graph = builder.graph(
      name: "gradient", roots: gradients.enumerated().map { .init(.output($0), $1) })
    try GraphVerifier(after: "autodiff").verify(graph)
    let point = point(&generator)
    let found = try Interpreter().evaluate(graph, inputs: point + others, shared: [])
    for position in operands.indices {
      let direction = NumericArray.random(operands[position].type, using: &generator)
      func cost(at t: Double) throws -> Double {
        var moved = point
        moved[position].move(by: t, along: direction)
        return try Interpreter().evaluate(costGraph, inputs: moved + others, shared: [])[0].values[
          0]
      }
      let step = 1e-5
      let numeric = try (cost(at: step) - cost(at: -step)) / (2 * step)
      let symbolic = zip(found[position].values, direction.values).reduce(0) { $0 + $1.0 * $1.1 }
      let scale = zip(found[position].values, direction.values).reduce(0) { $0 + abs($1.0 * $1.1) }
      // A second derivative may well be 0 everywhere.
      #expect(
        numeric != 0 || order > 1, "seed \(generator.seed): no slope",
        sourceLocation: sourceLocation)
      #expect(
        abs(symbolic - numeric) <= (order == 1 ? 1e-7 : 1e-6) * max(1, scale),
        "seed \(generator.seed), order \(order), operand \(position): \(symbolic), by differences \(numeric)",
        sourceLocation: sourceLocation)
    }
  }

  /// Compares how the result moves along a direction of all operands with finite differences.
  private func compareDirections(
    of result: Value, _ parameters: [Value], _ builder: GraphBuilder,
    _ generator: inout SeededGenerator, _ sourceLocation: Testing.SourceLocation
  ) throws {
    var builder = builder
    let resultGraph = builder.graph(name: "result", roots: [.init(.output(0), result)])
    let point = point(&generator)
    let directions = operands.map { NumericArray.random($0.type, using: &generator) }
    let constants = try directions.map { try Self.constant($0, &builder) }
    let product = try Autodiff.jacobianVectorProduct(
      of: result, withRespectTo: parameters, along: constants, adding: &builder)
    #expect(builder.type(of: product) == builder.type(of: result), sourceLocation: sourceLocation)
    let graph = builder.graph(name: "product", roots: [.init(.output(0), product)])
    let found = try Interpreter().evaluate(graph, inputs: point + others, shared: [])[0]
    func moved(by t: Double) throws -> [Double] {
      var inputs = point
      for (position, direction) in directions.enumerated() {
        inputs[position].move(by: t, along: direction)
      }
      return try Interpreter().evaluate(resultGraph, inputs: inputs + others, shared: [])[0].values
    }
    let step = 1e-5
    for ((after, before), symbolic) in zip(
      zip(try moved(by: step), try moved(by: -step)), found.values)
    {
      let numeric = (after - before) / (2 * step)
      #expect(
        abs(symbolic - numeric) <= 1e-7 * max(1, abs(numeric)),
        "seed \(generator.seed), along all operands: \(symbolic), by differences \(numeric)",
        sourceLocation: sourceLocation)
    }
  }

  private static func constant(_ array: NumericArray, _ builder: inout GraphBuilder) throws -> Value
  {
    let literal = Literal(type: array.type, scalars: array.values.map { .real($0) })
    return try builder.add(.constant(literal), at: here)
  }

  /// `Σ value · weights` as a single number.
  private static func weightedSum(
    _ value: Value, _ weights: NumericArray, _ builder: inout GraphBuilder
  ) throws -> Value {
    let weighted = try builder.add(.multiply, [value, constant(weights, &builder)], at: here)
    let axes = Array(0..<weights.shape.rank)
    return try builder.add(
      .reduce(.sum, axes: axes, keepsDimensions: false), [weighted], at: here)
  }
}

extension NumericArray {
  fileprivate mutating func move(by t: Double, along direction: NumericArray) {
    for index in values.indices { values[index] += t * direction.values[index] }
  }
}
