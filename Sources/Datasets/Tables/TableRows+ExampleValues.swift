import Diagnostics

extension TableRows {
  /// The values of the rows as examples, which are taken from here. Categories are one-hot encoded.
  ///
  /// - Parameters:
  ///   - isLevels: whether the values are grey levels.
  ///   - places: the position in the encoding of each category of a column, in the order of the
  ///     vocabulary.
  /// - Throws: `DatasetError` if there is no memory for them.
  func takeExampleValues(
    isLevels: Bool, places: (_ column: Int) -> [Int]
  ) throws -> ExampleValues {
    // For each feature, the positions of its categories in the encoding; empty for a number.
    let positions = layout.features.map { layout.columns[$0].isCategorical ? places($0) : [] }
    let width = positions.reduce(0) { $0 + max(1, $1.count) }
    let element: ExampleValues.Element = isLevels ? .byte : .float
    let byteCount = values.rows * width * element.size
    guard canAllocate(byteCount: byteCount) else {
      throw DatasetError(file: file, .noMemory(bytes: byteCount))
    }
    if isLevels { return .bytes(values.takeLevels()) }
    if !layout.hasCategories { return .floats(values.takeFloats()) }
    return .floats(takeOneHot(positions, width: width))
  }

  private func takeOneHot(_ positions: [[Int]], width: Int) -> [Float] {
    var encoded = [Float](repeating: 0, count: values.rows * width)
    encoded.withUnsafeMutableBufferPointer { encoded in
      var next = 0
      values.takeRows { row in
        for (feature, positions) in positions.enumerated() {
          if positions.isEmpty {
            encoded[next] = row[feature]
            next += 1
          } else {
            encoded[next + positions[Int(row[feature])]] = 1
            next += positions.count
          }
        }
      }
    }
    return encoded
  }
}
