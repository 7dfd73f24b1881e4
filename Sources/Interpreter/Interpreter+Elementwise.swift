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
      let left = columns[step.arguments[0]]
      let right = columns[step.arguments[step.arguments.count - 1]]
      let type = types[step.arguments[0]]
      var column: [Double] = []
      column.reserveCapacity(left.count)
      for index in left.indices {
        column.append(try evaluate(step.function, left[index], right[index], of: type))
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

  /// A function of one or two elements of the given type; a function of one ignores the second.
  func evaluate(
    _ function: ElementwiseFunction, _ a: Double, _ b: Double, of type: ElementType
  ) throws -> Double {
    switch function {
    case .add, .subtract, .multiply, .divide, .negate:
      type.isFloatingPoint
        ? realArithmetic(function, a, b) : try integerArithmetic(function, a, b, type)
    case .exp: exp(a)
    case .log: log(a)
    case .tanh: tanh(a)
    case .sigmoid: 1 / (1 + exp(-a))
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .identity: a
    case .cast(let target): try cast(a, to: target)
    }
  }

  private func realArithmetic(_ function: ElementwiseFunction, _ a: Double, _ b: Double) -> Double {
    switch function {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    default: -a
    }
  }

  private func integerArithmetic(
    _ function: ElementwiseFunction, _ a: Double, _ b: Double, _ type: ElementType
  ) throws -> Double {
    let (a, b) = (try integer(a, type), try integer(b, type))
    return switch function {
    case .add: wrapped(a &+ b, type)
    case .subtract: wrapped(a &- b, type)
    case .multiply: wrapped(a &* b, type)
    case .divide:
      // The least integer divided by -1 wraps to itself.
      if b == 0 {
        throw InterpreterError.divisionByZero(type)
      } else {
        wrapped(a.dividedReportingOverflow(by: b).partialValue, type)
      }
    default: wrapped(0 &- a, type)
    }
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

  /// Casts to integers drop the fraction, as in C, but a value that does not fit is an error.
  private func cast(_ value: Double, to type: ElementType) throws -> Double {
    let whole = value.rounded(.towardZero)
    let fits: Bool
    switch type {
    case .float, .double: return value
    case .bool: return value != 0 ? 1 : 0
    case .int32: fits = Int32(exactly: whole) != nil
    case .int64: fits = Int64(exactly: whole) != nil
    case .uint8: fits = UInt8(exactly: whole) != nil
    case .uint16: fits = UInt16(exactly: whole) != nil
    case .uint32: fits = UInt32(exactly: whole) != nil
    }
    guard fits else { throw InterpreterError.notRepresentable(value, type) }
    return whole
  }
}
