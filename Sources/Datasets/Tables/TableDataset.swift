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
    let (rows, schema, notes) = try reader.training(files.training)
    let form = "table of \(schema.layout.columns.count) columns"
    let shape = schema.imageShape ?? [schema.features.valueCount]
    var byteCount = 0
    let training = try examples(rows, schema, byteCount: &byteCount)
    func otherSet(_ path: String?) throws -> LabeledExamples? {
      try path.map { try examples(reader.otherSet($0, schema), schema, byteCount: &byteCount) }
    }
    return DatasetContents(
      name: name, form: form, exampleShape: shape, target: schema.target.target,
      training: training, validation: try otherSet(files.validation),
      test: try otherSet(files.test),
      features: schema.features, otherColumns: schema.otherColumns, notes: notes)
  }

  // MARK: Examples

  /// The examples of a set.
  ///
  /// - Parameter byteCount: the bytes of the earlier sets in memory, to which those of this one are
  ///   added.
  private static func examples(
    _ rows: TableRows, _ schema: TableSchema, byteCount: inout Int
  ) throws -> LabeledExamples {
    let size = schema.features.valueCount * schema.element.size
    byteCount += rows.labels.count * (size + MemoryLayout<Int32>.size)
    guard byteCount <= DatasetLimits.arrayBytes else {
      throw DatasetError(file: rows.file, .arraysTooLarge)
    }
    let values = try rows.takeExampleValues(isLevels: schema.isLevels) { column in
      schema.places(of: rows.vocabularies[column], in: column)
    }
    switch schema.target {
    case .numbers:
      return LabeledExamples(values: values, numbers: rows.labels)
    case .wholeNumbers(_, let numbers):
      return LabeledExamples(values: values, labels: rows.labels.map { numbers[$0] ?? 0 })
    case .categories:
      let places = schema.places(of: rows.vocabularies[schema.label], in: schema.label)
      return LabeledExamples(values: values, labels: rows.labels.map { Int32(places[Int($0)]) })
    }
  }
}
