import Diagnostics

/// The data set of a table, or of one table for each set with the same columns.
enum TableDataset {
  /// Reads the table of each set.
  ///
  /// - Parameter open: opens the table of a path; it may be called twice.
  static func contents(
    name: String, parts: TableParts, options: TableOptions,
    open: @escaping (String) throws -> ContentReader = { try ContentReader(RawInput(path: $0)) }
  ) throws -> DatasetContents {
    let reader = TableReader(options: options, open: open)
    let (rows, meaning) = try reader.training(parts.training)
    let form = "table of \(meaning.layout.columns.count) columns"
    let features = meaning.featureNames
    let shape = meaning.imageShape ?? [features.count]
    var byteCount = 0
    let training = try examples(rows, meaning, byteCount: &byteCount)
    func part(_ path: String?) throws -> LabeledExamples? {
      try path.map { try examples(reader.part($0, meaning), meaning, byteCount: &byteCount) }
    }
    return DatasetContents(
      name: name, form: form, exampleShape: shape, target: meaning.target.target,
      training: training, validation: try part(parts.validation), test: try part(parts.test),
      featureNames: meaning.imageShape == nil ? features : [])
  }

  // MARK: Examples

  /// The examples of a set.
  ///
  /// - Parameter byteCount: the bytes of the earlier sets in memory, to which those of this one are
  ///   added.
  private static func examples(
    _ rows: TableRows, _ meaning: TableMeaning, byteCount: inout Int
  ) throws -> LabeledExamples {
    let size =
      meaning.featureNames.count * (meaning.isLevels ? 1 : ExampleValues.Element.float.size)
    byteCount += rows.labels.count * (size + MemoryLayout<Int32>.size)
    guard byteCount <= DatasetLimits.arrayBytes else {
      throw DatasetError(file: rows.file, .arraysTooLarge)
    }
    let values = try values(rows, meaning)
    switch meaning.target {
    case .numbers:
      return LabeledExamples(values: values, numbers: rows.labels)
    case .wholeNumbers(_, let numbers):
      return LabeledExamples(values: values, labels: rows.labels.map { numbers[$0] ?? 0 })
    case .words:
      let places = meaning.places(of: rows.words[rows.layout.label], in: rows.layout.label)
      return LabeledExamples(values: values, labels: rows.labels.map { Int32(places[Int($0)]) })
    }
  }

  private static func values(_ rows: TableRows, _ meaning: TableMeaning) throws -> ExampleValues {
    let count = rows.values.rows
    let width = meaning.featureNames.count
    let byteCount = count * width * (meaning.isLevels ? 1 : ExampleValues.Element.float.size)
    guard canAllocate(byteCount: byteCount) else {
      throw DatasetError(file: rows.file, .noMemory(bytes: byteCount))
    }
    if meaning.isLevels { return .bytes(rows.values.takeLevels()) }
    if !meaning.layout.hasWords { return .floats(rows.values.takeFloats()) }
    return .floats(oneHot(rows, meaning, width: width))
  }

  /// The features; words are one-hot encoded.
  private static func oneHot(_ rows: TableRows, _ meaning: TableMeaning, width: Int) -> [Float] {
    let features = rows.layout.features
    // For each feature, the positions of its words in the encoding; empty for a number.
    let places = features.map { column in
      rows.layout.columns[column].isWord ? meaning.places(of: rows.words[column], in: column) : []
    }
    var values = [Float](repeating: 0, count: rows.values.rows * width)
    values.withUnsafeMutableBufferPointer { values in
      var next = 0
      rows.values.takeRows { row in
        for feature in features.indices {
          let words = places[feature]
          if words.isEmpty {
            values[next] = row[feature]
            next += 1
          } else {
            values[next + words[Int(row[feature])]] = 1
            next += words.count
          }
        }
      }
    }
    return values
  }
}

/// Reads the tables of a data set.
private struct TableReader {
  let options: TableOptions
  let open: (String) throws -> ContentReader

  /// The training table, and the schema that it gives to the others.
  func training(_ path: String) throws -> (TableRows, TableMeaning) {
    var rows = try scan(path)
    if let missing = rows.exceptions.firstMissing { throw missing }
    // A column that begins with numbers and continues with words is read again, as words.
    let first = rows.exceptions
    if !first.wordColumns.isEmpty {
      rows = try scan(path, wordColumns: first.wordColumns)
      if let missing = rows.exceptions.firstMissing { throw missing }
      for column in first.wordColumns
      where rows.layout.columns[column].role == .feature
        && rows.words[column].words.count > TableWords.features
      {
        if let error = first.word(column, orAtMost: TableWords.features) { throw error }
      }
    }
    try rows.checkWords()
    return (rows, TableMeaning(rows, options))
  }

  /// The table of another set.
  func part(_ path: String, _ meaning: TableMeaning) throws -> TableRows {
    try scan(path, meaning: meaning)
  }

  private func scan(
    _ path: String, meaning: TableMeaning? = nil, wordColumns: [Int] = []
  ) throws -> TableRows {
    let content = try open(path)
    guard let delimiter = try TableDelimiter(content) else {
      throw DatasetError(file: path, TableError.noTable)
    }
    return try TableScan(
      content, delimiter: delimiter, options: options, meaning: meaning, wordColumns: wordColumns
    ).run()
  }
}

extension TableMeaning {
  /// The schema of the training table.
  init(_ rows: TableRows, _ options: TableOptions) {
    file = rows.file
    layout = rows.layout
    isLevels = layout.imageShape != nil && !layout.hasWords && rows.values.isLevels
    let isImage = layout.imageShape != nil && !layout.hasWords
    imageShape = isLevels || isImage && !layout.isImageByCount ? layout.imageShape : nil
    target = TableTarget(
      layout.columns[layout.label], words: rows.words[layout.label], labels: rows.labels,
      isImage: imageShape != nil, form: options.targetForm)
    words = rows.words.map { TableWords(closed: $0.sorted) }
  }

  /// The names of the features; a column of words is one feature for each word.
  var featureNames: [String] {
    layout.features.flatMap { column in
      let name = layout.columns[column].name
      return layout.columns[column].isWord ? words[column].words.map { "\(name)=\($0)" } : [name]
    }
  }

  /// The alphabetical position of each word of a column, in the order of reading.
  func places(of read: TableWords, in column: Int) -> [Int] {
    let places = Dictionary(
      uniqueKeysWithValues: words[column].words.enumerated().map { ($1, $0) })
    return read.words.map { places[$0] ?? 0 }
  }
}
