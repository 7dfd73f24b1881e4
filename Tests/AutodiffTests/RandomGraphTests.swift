import Diagnostics
import GraphIR
import TestSupport
import Testing

/// A random composition of smooth operations.
enum RandomExpression {
  /// A value that depends on all the given ones, which have the same square shape or none.
  static func build(
    _ operands: [Value], using generator: inout SeededGenerator, _ builder: inout GraphBuilder
  ) throws -> Value {
    var values = operands
    for _ in 0..<8 {
      values.append(try step(values, using: &generator, &builder))
    }
    // The sum makes sure that nothing is left out.
    return try values.dropFirst().reduce(values[0]) { sum, value in
      try builder.add(.add, [sum, value], at: GradientCheck.here)
    }
  }

  private static func step(
    _ values: [Value], using generator: inout SeededGenerator, _ builder: inout GraphBuilder
  ) throws -> Value {
    let a = values[Int.random(in: 0..<values.count, using: &generator)]
    let b = values[Int.random(in: 0..<values.count, using: &generator)]
    let here = GradientCheck.here
    guard builder.type(of: a).shape.rank == 2 else {
      return try builder.add(
        [.tanh, .sigmoid, .negate].randomElement(using: &generator) ?? .tanh, [a], at: here)
    }
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: return try builder.add(.tanh, [a], at: here)
    case 1: return try builder.add(.sigmoid, [a], at: here)
    case 2: return try builder.add(.multiply, [a, builder.add(.tanh, [b], at: here)], at: here)
    case 3:
      // Squares plus 1 keep away from 0.
      let square = try builder.add(.multiply, [b, b], at: here)
      let one = try builder.constant(1, TensorType(.double, []), at: here)
      return try builder.add(.divide, [a, builder.add(.add, [square, one], at: here)], at: here)
    case 4:
      let squashed = try builder.add(.tanh, [b], at: here)
      return try builder.add(
        .dot(
          transposesLeft: Bool.random(using: &generator),
          transposesRight: Bool.random(using: &generator)),
        [a, squashed], at: here)
    case 5: return try builder.add(.softmax, [a], at: here)
    case 6: return try builder.add(.logSoftmax, [a], at: here)
    case 7: return try builder.add(.dimshuffle([1, 0]), [a], at: here)
    default:
      let row = try builder.add(.reduce(.sum, axes: [0], keepsDimensions: false), [a], at: here)
      return try builder.add(.subtract, [b, builder.add(.sigmoid, [row], at: here)], at: here)
    }
  }
}

@Suite struct RandomGraphTests {
  @Test func gradientsAreThoseOfFiniteDifferences() throws {
    var generator = SeededGenerator.announced()
    for _ in 0..<40 {
      var structure = generator
      _ = generator.next()
      try GradientCheck([[3, 3], [3, 3], [3, 3]]).check(&generator) { builder, operands in
        try RandomExpression.build(operands, using: &structure, &builder)
      }
    }
  }
}
