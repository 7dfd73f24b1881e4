import Diagnostics
import GraphIR

/// The sum of each element and all before it in its row, or all after it: (N, M) gives (N, M).
struct CumulativeSum: CustomOperation {
  /// Whether sums begin at the end of a row.
  let isReversed: Bool

  var name: String { isReversed ? "reversedCumulativeSum" : "cumulativeSum" }

  var operandCount: Int { 1 }

  func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType {
    guard operands[0].shape.rank == 2 else {
      throw .rank(operation: name, operand: "operand", expected: 2, found: operands[0].shape)
    }
    guard operands[0].elementType.isFloatingPoint else {
      throw .elementTypeUnsupported(
        operation: name, expected: "Float or Double", found: operands[0])
    }
    return operands[0]
  }

  func values(of operands: [[Double]], types: [TensorType]) -> [Double] {
    let columns = types[0].shape[1]
    var result = operands[0]
    for row in 0..<types[0].shape[0] {
      for step in stride(from: 1, to: columns, by: 1) {
        let column = isReversed ? columns - 1 - step : step
        result[row * columns + column] += result[row * columns + column + (isReversed ? 1 : -1)]
      }
    }
    return result
  }

  /// `y = Σ a` up to each element: `da = Σ g` from each element on, and the other way around
  func gradient(
    at position: Int, operands: [Value], result: Value, gradient: Value,
    adding builder: inout GraphBuilder, at location: SourceLocation
  ) throws(OperandError) -> Value? {
    let reversed = CumulativeSum(isReversed: !isReversed)
    return try builder.add(.custom(AnyCustomOperation(reversed)), [gradient], at: location)
  }

  func cStatements(result: String, operands: [String], types: [TensorType]) -> [String] {
    let (rows, columns) = (types[0].shape[0], types[0].shape[1])
    let scalar = types[0].elementType == .float ? "float" : "double"
    let columnLoop =
      isReversed
      ? "for (int64_t column = \(columns - 1); column >= 0; --column) {"
      : "for (int64_t column = 0; column < \(columns); ++column) {"
    return [
      "#pragma omp for schedule(static)",
      "for (int64_t row = 0; row < \(rows); ++row) {",
      "  double total = 0;",
      "  \(columnLoop)",
      "    total += \(operands[0])[row * \(columns) + column];",
      "    \(result)[row * \(columns) + column] = (\(scalar))total;",
      "  }",
      "}",
    ]
  }
}

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// The sum of each element and all before it along an axis (`T.cumsum`).
  ///
  /// - Parameter axis: counted from the end where it is negative.
  public func cumulativeSum(
    axis: Int = -1, file: String = #fileID, line: Int = #line
  ) -> Tensor<Scalar> {
    let operation = Operation.custom(AnyCustomOperation(CumulativeSum(isReversed: false)))
    return alongRows(operation, axis: axis, at: SourceLocation(file: file, line: line))
  }
}
