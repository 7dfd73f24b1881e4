/// The layout of a table of examples without labels, for prediction.
extension TableLayout {
  /// The columns of the features that a model was trained on.
  ///
  /// With a header, they are found by name and may be in any order. Without one, the table has only
  /// them, or has them at the numbers that they had in training. All other columns, such as the
  /// label, are ignored.
  ///
  /// - Parameter firstRow: the first row of the table.
  /// - Throws: the problem, if a column is missing.
  init(_ trained: TableFeatures, firstRow: [String]) throws(TableError) {
    let names = trained.columns.map(\.name)
    var positions: [Int] = []
    if trained.hasHeader {
      var places: [String: Int] = [:]
      var duplicates: Set<String> = []
      for (place, name) in firstRow.enumerated()
      where places.updateValue(place, forKey: name) != nil {
        duplicates.insert(name)
      }
      for name in names {
        guard let place = places[name] else { throw .missingFeature(name, names: firstRow) }
        guard !duplicates.contains(name) else { throw .duplicateColumn(name) }
        positions.append(place)
      }
    } else if firstRow.count == names.count {
      positions = Array(names.indices)
    } else {
      positions = names.compactMap { Self.place(ofNumber: $0, among: firstRow.count) }
      guard positions.count == names.count else {
        throw .featureCount(expected: names.count, found: firstRow.count)
      }
    }
    self.init(
      hasHeader: trained.hasHeader, width: firstRow.count, positions: positions,
      columns: trained.columns)
  }

  /// The columns of the values of a model that was not trained on a table: all columns, in their
  /// order. The first row is a header if it has anything but numbers; its label
  /// column is then ignored.
  ///
  /// - Throws: the problem, if there are more or fewer columns than values.
  init(valueCount: Int, firstRow: [String]) throws(TableError) {
    let hasHeader = firstRow.contains { TableField($0) == .text }
    var positions = Array(firstRow.indices)
    if hasHeader, positions.count == valueCount + 1, let label = Self.labelColumn(firstRow) {
      positions.remove(at: label)
    }
    guard positions.count == valueCount else {
      throw .featureCount(expected: valueCount, found: positions.count)
    }
    self.init(
      hasHeader: hasHeader, width: firstRow.count, positions: positions,
      columns: positions.map { TableFeatures.Column(name: hasHeader ? firstRow[$0] : "\($0 + 1)") })
  }

  private init(
    hasHeader: Bool, width: Int, positions: [Int], columns trained: [TableFeatures.Column]
  ) {
    self.hasHeader = hasHeader
    label = nil
    imageShape = nil
    isImageByCount = false
    features = positions
    columns = (0..<width).map {
      Column(name: "\($0 + 1)", role: .ignored, isCategorical: false)
    }
    for (position, column) in zip(positions, trained) {
      columns[position] = Column(
        name: column.name, role: .feature, isCategorical: column.categories != nil)
    }
  }
}
