import Foundation
import GraphIR

extension Interpreter {
  /// Evaluates a program a step at a time, each over all elements.
  func elementwise(
    _ program: ScalarProgram, _ shape: Shape, _ operands: [NumericArray]
  ) throws -> [Double] {
    let types = program.elementTypes(operands: operands.map(\.type.elementType))
    var columns = operands.map { broadcast($0, to: shape) }
    for step in program.steps {
      let arguments = (0..<3).map { columns[step.arguments[min($0, step.arguments.count - 1)]] }
      let (first, second, third) = (arguments[0], arguments[1], arguments[2])
      let type = types[step.arguments[0]]
      var column: [Double] = []
      column.reserveCapacity(first.count)
      for index in first.indices {
        column.append(
          try evaluate(step.function, first[index], second[index], third[index], of: type))
      }
      columns.append(column)
    }
    return columns[columns.count - 1]
  }

  /// The elements of an operand, repeated along the axes that it lacks by NumPy's rule.
  private func broadcast(_ operand: NumericArray, to shape: Shape) -> [Double] {
    if operand.shape == shape { return operand.values }
    let padded = operand.shape.padded(toRank: shape.rank)
    let strides = zip(padded.extents, padded.rowMajorStrides).map { $0 == 1 ? 0 : $1 }
    return offsets(shape, strides: strides).map { operand.values[$0] }
  }

  /// A function of up to three elements, the first of the given type; those that it does not take
  /// are ignored.
  func evaluate(
    _ function: ElementwiseFunction, _ a: Double, _ b: Double = 0, _ c: Double = 0,
    of type: ElementType
  ) throws -> Double {
    if case .cast(let target) = function { return cast(a, to: target) }
    guard type.isInteger else { return function.value(a, b, c) }
    let (left, right) = (try integer(a, type), function.arity > 1 ? try integer(b, type) : 0)
    if let value = function.integerValue(left, right) { return wrapped(value, type) }
    return function.value(a, b, c)
  }

  /// An integer that a Double holds.
  func integer(_ value: Double, _ type: ElementType) throws -> Int64 {
    guard let integer = Int64(exactly: value) else {
      throw InterpreterError.notRepresentable(value, type)
    }
    return integer
  }

  /// What remains of an integer in the bits of its type.
  func wrapped(_ value: Int64, _ type: ElementType) -> Double {
    type == .int32 ? Double(Int32(truncatingIfNeeded: value)) : Double(value)
  }

  /// Casts to integers drop the fraction, as in C, and then give the nearest integer that the type has; of
  /// NaN they give 0.
  private func cast(_ value: Double, to type: ElementType) -> Double {
    if type == .bool { return value != 0 ? 1 : 0 }
    guard let range = type.integerRange else { return value }
    if value.isNaN { return 0 }
    let whole = value.rounded(.towardZero)
    return min(max(whole, Double(range.lowerBound)), Double(range.upperBound))
  }
}
