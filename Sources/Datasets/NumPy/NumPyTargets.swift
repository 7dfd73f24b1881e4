/// An array of targets: classes or numbers, by the options, or else integers or floats.
struct NumPyTargets {
  /// The number of examples.
  let count: Int
  /// The number of values of an example's target: 1 for a class number, the number of classes for a
  /// one-hot encoded class.
  let width: Int
  let isClasses: Bool

  private static let classes = 1 << 16

  /// The targets of an array of shape (n,) or (n, targets). `nil` for another shape.
  ///
  /// Classes of shape (n, classes) are one-hot encoded.
  init?(_ header: NumPyHeader, form: TableOptions.TargetForm) {
    let sizes = header.shape
    guard (1...2).contains(sizes.count), sizes.allSatisfy({ $0 > 0 }) else { return nil }
    count = sizes[0]
    width = sizes.count == 2 ? sizes[1] : 1
    switch form {
    case .automatic: isClasses = header.type.kind != .float
    case .classes: isClasses = true
    case .numbers: isClasses = false
    }
  }

  /// The size in memory, in bytes.
  var byteCount: Int { count * width * MemoryLayout<Int32>.size }

  /// The kind of the targets; classes are named by their numbers.
  func target(of parts: [LabeledExamples.Targets]) -> Dataset.Target {
    guard isClasses else {
      return .numbers(width == 1 ? ["y"] : (0..<width).map { "y\($0)" })
    }
    let last = parts.map { targets -> Int32 in
      if case .labels(let labels) = targets { labels.max() ?? 0 } else { 0 }
    }
    let count = max(Int(last.max() ?? 0) + 1, width)
    return .classes((0..<count).map(String.init))
  }

  /// Reads the targets.
  func read(_ file: NumPyArrayFile) throws -> LabeledExamples.Targets {
    let header = file.header
    if isClasses, width == 1, header.type.kind != .float {
      return .labels(try classes(file))
    }
    guard let examples = NumPyExamples(header) else {
      throw file.fail(expected: "numbers of shape (n,) or (n, targets)")
    }
    let numbers: [Float] =
      switch try file.values(examples, isStorable: false) {
      case .bytes(let levels): levels.map(Float.init)
      case .floats(let values): values
      case .stored: []
      }
    guard isClasses else { return .numbers(numbers) }
    if width > 1 { return .labels(try Self.oneHotClasses(numbers, width: width, file)) }
    return .labels(
      try numbers.enumerated().map { row, number in
        guard number == number.rounded(), number >= 0, number < Float(Self.classes) else {
          throw Self.fail("\(number)", file, row: row)
        }
        return Int32(number)
      })
  }

  /// The class of each row, whose value is 1 and all others 0.
  private static func oneHotClasses(
    _ numbers: [Float], width: Int, _ file: NumPyArrayFile
  ) throws -> [Int32] {
    try stride(from: 0, to: numbers.count, by: width).map { first in
      let row = numbers[first..<first + width]
      guard let position = row.firstIndex(of: 1), row.allSatisfy({ $0 == 0 || $0 == 1 }),
        row.reduce(0, +) == 1
      else {
        throw DatasetError(
          file: file.file, place: .row(first / width, of: "the array", byte: nil),
          NumPyError.notOneHot)
      }
      return Int32(position - first)
    }
  }

  private func classes(_ file: NumPyArrayFile) throws -> [Int32] {
    let bytes = try file.content.bytes(file.header.byteCount, purpose: "the elements")
    try file.content.expectEnd()
    var labels = [Int32](repeating: 0, count: count)
    var wrong: (row: Int, value: Int128)?
    bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      // Safe: there are as many elements as the header says, and an array is aligned for them.
      NumPyElements.integers(base, file.header.type, step: 1, count: count) { row, value in
        if value >= 0, value < Self.classes {
          labels[row] = Int32(value)
        } else if wrong == nil {
          wrong = (row, value)
        }
      }
    }
    if let wrong { throw Self.fail("\(wrong.value)", file, row: wrong.row) }
    return labels
  }

  private static func fail(_ value: String, _ file: NumPyArrayFile, row: Int) -> DatasetError {
    DatasetError(
      file: file.file,
      place: .row(row, of: "the array", byte: file.header.dataOffset + row * file.header.type.size),
      .label(value, classes: classes))
  }
}
