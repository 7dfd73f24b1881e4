import GraphIR

extension ProgramGenerator {
  private static let unary: [ElementwiseFunction] = [
    .negate, .abs, .sign, .sqrt, .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .tanh, .sigmoid,
    .erf, .softplus, .relu, .rectify, .identity, .stopGradient, .clipGradient(-0.5, 0.75),
  ]
  private static let binary: [ElementwiseFunction] = [
    .add, .add, .subtract, .multiply, .multiply, .divide, .power, .minimum, .maximum,
  ]
  private static let comparisons: [ElementwiseFunction] = [
    .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
  ]

  /// Adds a function of one operand.
  mutating func unary() -> Value? {
    guard var operand = realValue(), let function = one(of: Self.unary) else { return nil }
    // Half of all numbers have no root and no logarithm.
    if [.sqrt, .log, .log1p].contains(function), oneIn(2), let size = add(.abs, operand) {
      operand = size
    }
    return add(function, operand)
  }

  /// Adds a function of two operands that broadcast.
  mutating func binary() -> Value? {
    guard let left = realValue(), let function = one(of: Self.binary) else { return nil }
    let (shape, real) = (shape(of: left), real)
    let other = oneIn(3) ? constant(one(of: [0, 1, -1, 2, 0.5, -0.25, 3]) ?? 1) : nil
    guard
      let right = other
        ?? value(where: { $0.elementType == real && $0.shape.broadcast(with: shape) != nil })
    else { return nil }
    return oneIn(2) ? add(function, left, right) : add(function, right, left)
  }

  /// Adds a choice by a comparison.
  mutating func selection() -> Value? {
    guard let left = realValue() else { return nil }
    let (shape, real) = (shape(of: left), real)
    func suits(_ type: TensorType) -> Bool {
      type.elementType == real && type.shape.broadcast(with: shape) != nil
    }
    guard let right = value(where: suits), let function = one(of: Self.comparisons),
      let condition = add(function, left, right)
    else { return nil }
    switch int(0...3) {
    case 0: return add(.cast(real), condition)
    case 1:
      guard let other = value(where: { $0.elementType == .bool }),
        let both = add(
          one(of: [.logicalAnd, .logicalOr, .logicalXor]) ?? .logicalAnd, condition, other)
      else { return add(.logicalNot, condition) }
      return both
    default: return add(.select, condition, left, right)
    }
  }

  /// Adds arithmetic of integers, or a step to them and back.
  mutating func integerArithmetic() -> Value? {
    if oneIn(3), let operand = realValue() {
      return add(.cast(one(of: [.int32, .int64]) ?? .int32), operand)
    }
    guard
      let left = value(where: { [.int32, .int64].contains($0.elementType) })
        ?? integers([extent()], below: 6)
    else { return nil }
    if oneIn(3) { return add(.cast(real), left) }
    let type = type(of: left)
    let functions: [ElementwiseFunction] = [
      .add, .subtract, .multiply, .divide, .minimum, .maximum,
    ]
    guard let function = one(of: functions),
      let right = value(where: {
        $0.elementType == type.elementType && $0.shape.broadcast(with: type.shape) != nil
      })
    else { return nil }
    return add(function, left, right)
  }

  /// Adds one of the forms that passes compute in a stabler or shorter way.
  mutating func knownForm() -> Value? {
    guard let x = realValue(), let one = constant(1) else { return nil }
    switch int(0...10) {
    case 0: return add(.exp, x).flatMap { add(.add, one, $0) }.flatMap { add(.log, $0) }
    case 1: return add(.sigmoid, x).flatMap { add(.log, $0) }
    case 2: return add(.sigmoid, x).flatMap { add(.subtract, one, $0) }.flatMap { add(.log, $0) }
    case 3: return add(.exp, x).flatMap { add(.subtract, $0, one) }
    case 4:
      return add(.negate, x).flatMap { add(.exp, $0) }.flatMap { add(.add, one, $0) }
        .flatMap { add(.divide, one, $0) }
    case 5: return add(.multiply, x, x).flatMap { add(.add, $0, one) }.flatMap { add(.log, $0) }
    case 6: return add(.multiply, x, one).flatMap { add(.negate, $0) }.flatMap { add(.negate, $0) }
    case 7: return add(.multiply, x, x).flatMap { add(.log1p, $0) }
    case 8: return add(.subtract, x, x).flatMap { add(.add, $0, x) }
    default: return withNeutralElement(x)
    }
  }

  /// Adds a function of a value and of a number that is neutral on one of its sides at least.
  private mutating func withNeutralElement(_ x: Value) -> Value? {
    let functions: [(ElementwiseFunction, Double)] = [
      (.add, 0), (.subtract, 0), (.multiply, 1), (.multiply, 0), (.divide, 1), (.power, 1),
    ]
    guard let (function, number) = one(of: functions), let neutral = constant(number) else {
      return nil
    }
    return oneIn(2) ? add(function, x, neutral) : add(function, neutral, x)
  }
}
