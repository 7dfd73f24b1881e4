import Frontend

extension Formula {
  /// The formula as an expression of the language.
  ///
  /// - Parameters:
  ///   - names: what the names in the formula stand for.
  ///   - clipsGradients: whether `grad_clip` does anything.
  /// - Throws: `VectorFileError` where the formula has a name or a function that there is not.
  func tensor<Scalar: FloatingPointTensorScalar>(
    _ names: [String: Tensor<Scalar>], clipsGradients: Bool = true
  ) throws -> Tensor<Scalar> {
    let tensor = { (formula: Formula) in
      try formula.tensor(names, clipsGradients: clipsGradients)
    }
    switch self {
    case .number(let number):
      return .constant(Scalar(number))
    case .name(let name):
      guard let named = names[name] else { throw unknown(name) }
      return named
    case .negated(let operand):
      return -(try tensor(operand))
    case .operation(let sign, let left, let right):
      let (left, right) = (try tensor(left), try tensor(right))
      switch sign {
      case "+": return left + right
      case "-": return left - right
      case "*": return left * right
      case "/": return left / right
      default: return left.pow(right)
      }
    case .extent(let operand, let axis):
      let extents = try tensor(operand).shape?.extents ?? []
      let position = axis < 0 ? extents.count + axis : axis
      guard extents.indices.contains(position) else { throw unknown("shape[\(axis)]") }
      return .constant(Scalar(extents[position]))
    case .call("grad_clip", let operands, _) where operands.count == 3:
      let operand = try tensor(operands[0])
      guard let low = operands[1].constant, let high = operands[2].constant else {
        throw unknown("grad_clip without numbers")
      }
      return clipsGradients ? clipGradient(operand, Scalar(low), Scalar(high)) : operand
    case .call(let function, let operands, let numbers):
      return try call(function, try operands.map(tensor), numbers)
    }
  }

  private func call<Scalar: FloatingPointTensorScalar>(
    _ function: String, _ operands: [Tensor<Scalar>], _ numbers: [String: Double]
  ) throws -> Tensor<Scalar> {
    switch (function, operands.count) {
    case ("sum", 1): return operands[0].sum()
    case ("mean", 1): return operands[0].mean()
    case ("abs", 1): return operands[0].abs()
    case ("exp", 1): return operands[0].exp()
    case ("log", 1): return operands[0].log()
    case ("tanh", 1): return operands[0].tanh()
    case ("dot", 2): return dot(operands[0], operands[1])
    case ("consider_constant", 1): return stopGradient(operands[0])
    case ("argmax", 1):
      // Positions are whole numbers, of which there is no gradient.
      let axis = numbers["axis"].flatMap { Int(exactly: $0) }
      return operands[0].argmax(axis: axis).cast(to: Scalar.self)
    default: throw unknown(function)
    }
  }

  /// The number that the formula is.
  private var constant: Double? {
    switch self {
    case .number(let number): number
    case .negated(.number(let number)): -number
    default: nil
    }
  }

  private func unknown(_ name: String) -> VectorFileError {
    .malformed(place: "a formula", reason: "'\(name)' is not known")
  }
}
