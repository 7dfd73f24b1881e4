extension Operation {
  /// Refuses shapes with negative extents, or whose size in bytes overflows.
  func expectPossible(_ type: TensorType) throws(OperandError) {
    guard type.isPossible else { throw .shapeInvalid(operation: name, shape: type.shape) }
  }

  /// The most products that one operation may take: an hour of a processor that computes a million
  /// million of them a second. Estimates of cost can be made of so many without overflow.
  static let largestProductCount = 1 << 52

  /// Refuses operations with a product for each combination of indices below the extents, where
  /// there are more than can be computed.
  func expectComputable(
    _ extents: [Int], of left: Shape, _ right: Shape
  ) throws(OperandError) {
    // An empty axis does not make lowering's numbers smaller.
    let count = Shape(extents.map { max($0, 1) }).elementCount
    guard count <= Self.largestProductCount else {
      throw .tooManyProducts(
        operation: name, left, right, limit: Self.largestProductCount)
    }
  }

  func expectRank(_ rank: Int, _ type: TensorType, _ operand: String) throws(OperandError) {
    guard type.shape.rank == rank else {
      throw .rank(operation: name, operand: operand, expected: rank, found: type.shape)
    }
  }

  func expectFloatingPoint(_ type: TensorType) throws(OperandError) {
    guard type.elementType.isFloatingPoint else {
      throw .elementTypeUnsupported(operation: name, expected: "Float or Double", found: type)
    }
  }

  func expectEqualElementTypes(_ left: TensorType, _ right: TensorType) throws(OperandError) {
    guard left.elementType == right.elementType else {
      throw .elementTypesDiffer(operation: name, left.elementType, right.elementType)
    }
  }

  func expectSame(
    _ type: TensorType, as expected: TensorType, _ operand: String
  ) throws(OperandError) {
    try expectEqualElementTypes(expected, type)
    guard type.shape == expected.shape else {
      throw .shapesDiffer(
        operation: name, operand: operand, expected: expected.shape, found: type.shape)
    }
  }

  func expectAxes(_ axes: [Int], in shape: Shape) throws(OperandError) {
    for (position, axis) in axes.enumerated() {
      guard axis >= 0, axis < shape.rank else {
        throw .axisOutOfRange(operation: name, axis: axis, shape: shape)
      }
      guard !axes[..<position].contains(axis) else {
        throw .axisRepeated(operation: name, axis: axis, shape: shape)
      }
    }
  }

  func expectLabels(_ labels: TensorType, count: Int) throws(OperandError) {
    guard labels.elementType.isInteger else {
      throw .elementTypeUnsupported(operation: name, expected: "integer", found: labels)
    }
    guard labels.shape == [count] else {
      throw .shapesDiffer(
        operation: name, operand: "labels", expected: [count], found: labels.shape)
    }
  }
}
