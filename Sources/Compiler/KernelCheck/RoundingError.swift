import GraphIR
import Interpreter

/// What rounding may do to the result of a chain of element-wise functions, element by element.
///
/// Each step is off by its own last bits, and by what the errors of its arguments do to it: the
/// function is computed at the ends of each argument's range (a running error analysis, Wilkinson
/// 1963). A comparison that both ends answer differently may be answered either way.
struct RoundingError {
  /// How far each element may be off.
  private(set) var bounds: [Double] = []

  private struct Number {
    let value: Double
    let error: Double
  }

  init(_ program: ScalarProgram, _ shape: Shape, _ operands: [NumericArray]) throws {
    let spread = try operands.map { operand in
      try Interpreter().apply(
        .elementwise(.identity, shape), to: [operand],
        types: [TensorType(operand.type.elementType, shape)])[0].values
    }
    let types = program.elementTypes(operands: operands.map(\.type.elementType))
    for index in 0..<shape.elementCount {
      var numbers = spread.map { Number(value: $0[index], error: 0) }
      for (number, step) in program.steps.enumerated() {
        let arguments = step.arguments.map { numbers[$0] }
        numbers.append(
          Self.result(step.function, arguments, types[program.operandCount + number]))
      }
      bounds.append(numbers[numbers.count - 1].error)
    }
  }

  private static func result(
    _ function: ElementwiseFunction, _ arguments: [Number], _ type: ElementType
  ) -> Number {
    let exact = arguments.map(\.value)
    let value = apply(function, exact)
    guard abs(value) <= KernelTolerance.greatest(type) || value.isInfinite || value.isNaN else {
      // It overflows in its own type.
      return Number(value: value, error: .infinity)
    }
    var error = 0.0
    for (position, argument) in arguments.enumerated() where argument.error > 0 {
      // The greater of what the two ends of the range do.
      error += [argument.error, -argument.error].map { change in
        var moved = exact
        moved[position] += change
        return deviation(apply(function, moved), from: value)
      }.reduce(0, max)
    }
    if case .cast(let target) = function, !target.isFloatingPoint, error > 0 {
      // What is left of a fraction may be the next integer.
      error += 1
    }
    if type.isFloatingPoint, value.isFinite {
      error += KernelTolerance.epsilon(type) * KernelTolerance.functionUlps * abs(value)
      error += KernelTolerance.least(type)
    }
    return Number(value: value, error: error)
  }

  private static func deviation(_ a: Double, from b: Double) -> Double {
    if a == b || (a.isNaN && b.isNaN) { return 0 }
    let difference = abs(a - b)
    return difference.isNaN ? .infinity : difference
  }

  private static func apply(_ function: ElementwiseFunction, _ arguments: [Double]) -> Double {
    function.value(
      arguments[0], arguments.count > 1 ? arguments[1] : 0, arguments.count > 2 ? arguments[2] : 0)
  }
}
