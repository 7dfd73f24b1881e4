extension TextScanner {
  /// The elements of a constant of the given type, as `[1, 2]`, or the one that stands for all.
  package mutating func literal(_ type: TensorType) throws(TextError) -> Literal {
    let start = mark()
    let scalars = try scalars(type.elementType)
    guard scalars.count == 1 || scalars.count == type.shape.elementCount else {
      throw error(
        "expected 1 or \(type.shape.elementCount) elements, got \(scalars.count)", at: start)
    }
    return Literal(type: type, scalars: scalars)
  }

  /// - Parameter type: what the elements are, where that is known.
  mutating func scalars(_ type: ElementType?) throws(TextError) -> [Literal.Scalar] {
    let start = mark()
    guard take("[") else { return [try scalar(type)] }
    go(to: start)
    return try list(from: "[", to: "]") { scanner throws(TextError) in
      try scanner.scalar(type)
    }
  }

  /// An element: without a type, an integer is one that has no point and no exponent.
  package mutating func scalar(_ type: ElementType? = nil) throws(TextError) -> Literal.Scalar {
    switch type {
    case .float, .double: return .real(try real())
    case .int32, .int64, .uint8, .uint16, .uint32: return .integer(Int64(try integer()))
    case .bool:
      let isTrue = take("true")
      guard isTrue || take("false") else { throw error(expected: "'true' or 'false'") }
      return .boolean(isTrue)
    case nil:
      if take("true") { return .boolean(true) }
      if take("false") { return .boolean(false) }
      let start = mark()
      let number = try real()
      go(to: start)
      let text = numeral()
      return Int64(text).map { .integer($0) } ?? .real(number)
    }
  }
}
