import Diagnostics

/// The data set of a table, or of one table for each set with the same columns.
enum TableDataset {
  /// Reads the table of each set.
  ///
  /// - Parameter open: opens the table of a path; it may be called twice.
  static func contents(
    name: String, files: TableFiles, options: TableOptions,
    open: @escaping (String) throws -> ContentReader = { try ContentReader(RawInput(path: $0)) }
  ) throws -> DatasetContents {
    let reader = TableReader(options: options, open: open)
    let (rows, schema) = try reader.training(files.training)
    let form = "table of \(schema.layout.columns.count) columns"
    let features = schema.featureNames
    let shape = schema.imageShape ?? [features.count]
    var byteCount = 0
    let training = try examples(rows, schema, byteCount: &byteCount)
    func part(_ path: String?) throws -> LabeledExamples? {
      try path.map { try examples(reader.part($0, schema), schema, byteCount: &byteCount) }
    }
    return DatasetContents(
      name: name, form: form, exampleShape: shape, target: schema.target.target,
      training: training, validation: try part(files.validation), test: try part(files.test),
      featureNames: schema.imageShape == nil ? features : [])
  }

  // MARK: Examples

  /// The examples of a set.
  ///
  /// - Parameter byteCount: the bytes of the earlier sets in memory, to which those of this one are
  ///   added.
  private static func examples(
    _ rows: TableRows, _ schema: TableSchema, byteCount: inout Int
  ) throws -> LabeledExamples {
    let size = schema.featureNames.count * schema.element.size
    byteCount += rows.labels.count * (size + MemoryLayout<Int32>.size)
    guard byteCount <= DatasetLimits.arrayBytes else {
      throw DatasetError(file: rows.file, .arraysTooLarge)
    }
    let values = try values(rows, schema)
    switch schema.target {
    case .numbers:
      return LabeledExamples(values: values, numbers: rows.labels)
    case .wholeNumbers(_, let numbers):
      return LabeledExamples(values: values, labels: rows.labels.map { numbers[$0] ?? 0 })
    case .categories:
      let places = schema.places(of: rows.vocabularies[rows.layout.label], in: rows.layout.label)
      return LabeledExamples(values: values, labels: rows.labels.map { Int32(places[Int($0)]) })
    }
  }

  private static func values(_ rows: TableRows, _ schema: TableSchema) throws -> ExampleValues {
    let count = rows.values.rows
    let width = schema.featureNames.count
    let byteCount = count * width * schema.element.size
    guard canAllocate(byteCount: byteCount) else {
      throw DatasetError(file: rows.file, .noMemory(bytes: byteCount))
    }
    if schema.isLevels { return .bytes(rows.values.takeLevels()) }
    if !schema.layout.hasCategories { return .floats(rows.values.takeFloats()) }
    return .floats(oneHot(rows, schema, width: width))
  }

  /// The features; categories are one-hot encoded.
  private static func oneHot(_ rows: TableRows, _ schema: TableSchema, width: Int) -> [Float] {
    let features = rows.layout.features
    // For each feature, the positions of its categories in the encoding; empty for a number.
    let places = features.map { column in
      rows.layout.columns[column].isCategorical
        ? schema.places(of: rows.vocabularies[column], in: column) : []
    }
    var values = [Float](repeating: 0, count: rows.values.rows * width)
    values.withUnsafeMutableBufferPointer { values in
      var next = 0
      rows.values.takeRows { row in
        for feature in features.indices {
          let positions = places[feature]
          if positions.isEmpty {
            values[next] = row[feature]
            next += 1
          } else {
            values[next + positions[Int(row[feature])]] = 1
            next += positions.count
          }
        }
      }
    }
    return values
  }
}
