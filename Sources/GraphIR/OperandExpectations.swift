extension Operation {
  /// Refuses shapes whose size in bytes overflows, even if an extent of 0 makes them empty: extents
  /// of accepted shapes can be added and multiplied without a check.
  func expectPossible(_ type: TensorType) throws(OperandMistake) {
    var size = type.elementType.byteCount
    for extent in type.shape.extents {
      let (product, overflow) = size.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflow else {
        throw .shapeInvalid(operation: name, shape: type.shape)
      }
      size = product
    }
  }

  func expectRank(_ rank: Int, _ type: TensorType, _ operand: String) throws(OperandMistake) {
    guard type.shape.rank == rank else {
      throw .rank(operation: name, operand: operand, wanted: rank, found: type.shape)
    }
  }

  func expectFloatingPoint(_ type: TensorType) throws(OperandMistake) {
    guard type.elementType.isFloatingPoint else {
      throw .elementTypeUnsupported(operation: name, wanted: "Float or Double", found: type)
    }
  }

  func expectEqualElementTypes(_ left: TensorType, _ right: TensorType) throws(OperandMistake) {
    guard left.elementType == right.elementType else {
      throw .elementTypesDiffer(operation: name, left.elementType, right.elementType)
    }
  }

  func expectSame(
    _ type: TensorType, as wanted: TensorType, _ operand: String
  ) throws(OperandMistake) {
    try expectEqualElementTypes(wanted, type)
    guard type.shape == wanted.shape else {
      throw .shapesDiffer(operation: name, operand: operand, wanted: wanted.shape, found: type.shape)
    }
  }

  func expectAxes(_ axes: [Int], in shape: Shape) throws(OperandMistake) {
    for (position, axis) in axes.enumerated() {
      guard axis >= 0, axis < shape.rank else {
        throw .axisOutOfRange(operation: name, axis: axis, shape: shape)
      }
      guard !axes[..<position].contains(axis) else {
        throw .axisRepeated(operation: name, axis: axis, shape: shape)
      }
    }
  }

  func expectLabels(_ labels: TensorType, count: Int) throws(OperandMistake) {
    guard labels.elementType.isInteger else {
      throw .elementTypeUnsupported(operation: name, wanted: "integer", found: labels)
    }
    guard labels.shape == [count] else {
      throw .shapesDiffer(operation: name, operand: "labels", wanted: [count], found: labels.shape)
    }
  }
}
