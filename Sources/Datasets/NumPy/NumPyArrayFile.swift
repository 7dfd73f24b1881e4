import Files

/// An array in a file or an archive, whose header has been read.
struct NumPyArrayFile {
  let content: ContentReader
  let header: NumPyHeader
  /// The file, if the array lies in it as it is.
  let plainPath: String?

  /// The array of a `.npy` file, gzipped or not.
  init(path: String) throws {
    let input = try RawInput(path: path)
    let isPlain = !input.isGzipped
    content = try ContentReader(input)
    header = try NumPyHeader(content)
    plainPath = isPlain ? path : nil
    if isPlain {
      try check(size: input.size)
    } else {
      try content.checkRoom(for: header.byteCount, purpose: "the elements")
    }
  }

  /// The array of a content of that size.
  init(_ content: ContentReader, size: Int) throws {
    self.content = content
    header = try NumPyHeader(content)
    plainPath = nil
    try check(size: size)
  }

  /// Checks that a content of that size holds the elements and nothing else.
  private func check(size: Int) throws {
    let rest = size - header.dataOffset
    guard rest >= header.byteCount else {
      throw content.fail(
        .endsEarly(expected: header.byteCount, purpose: "the elements", found: max(0, rest)))
    }
    guard rest == header.byteCount else {
      throw content.fail(.trailingBytes, at: header.dataOffset + header.byteCount)
    }
  }

  /// What errors call the file.
  var file: String { content.file }

  /// An error about the shape or the type.
  func fail(expected: String) -> DatasetError {
    DatasetError(file: file, .structure(expected: expected, found: header.summary))
  }

  // MARK: Examples

  /// Whether the values stay in the file.
  func isStored(_ examples: NumPyExamples) -> Bool {
    plainPath != nil && !header.isColumnMajor && examples.byteCount > DatasetLimits.storedBytes
  }

  /// The values of the examples.
  func values(_ examples: NumPyExamples, isStorable: Bool = true) throws -> ExampleValues {
    if isStorable, let plainPath, isStored(examples) {
      return .stored(
        StoredValues(
          try NumPyStorage(path: plainPath, examples), element: examples.element,
          size: examples.size))
    }
    try content.checkMemory(for: examples.byteCount)
    let count = examples.count * examples.size
    switch examples.element {
    case .byte:
      let levels = try [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        try read(
          examples,
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
        initializedCount = count
      }
      try content.expectEnd()
      return .bytes(levels)
    case .float:
      let floats = try [Float](unsafeUninitializedCapacity: count) { buffer, initializedCount in
        let size = count * ExampleValues.Element.float.size
        try read(
          examples,
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<size]))
        initializedCount = count
      }
      try content.expectEnd()
      if let place = floats.withUnsafeBufferPointer(FiniteCheck.firstNonFinite) {
        throw Self.notFinite(
          floats[place], file: file, row: place / examples.size,
          column: place % examples.size)
      }
      return .floats(floats)
    }
  }

  static func notFinite(_ value: Float, file: String, row: Int, column: Int) -> DatasetError {
    DatasetError(
      file: file, place: .row(row, of: "the array", byte: nil),
      .notFinite("\(value)", column: column))
  }

  private func read(
    _ examples: NumPyExamples, into target: UnsafeMutableRawBufferPointer
  ) throws {
    if examples.isVerbatim {
      try content.read(into: target, purpose: "the elements")
      return
    }
    // An example is nowhere in one piece where the first axis varies fastest.
    let step =
      header.isColumnMajor
      ? examples.count : max(1, min(examples.count, (1 << 20) / examples.recordSize))
    try content.checkMemory(for: step * examples.recordSize)
    let records = UnsafeMutableRawBufferPointer.allocate(
      byteCount: step * examples.recordSize, alignment: 16)
    defer { records.deallocate() }
    let size = examples.size * examples.element.size
    var first = 0
    while first < examples.count {
      let count = min(step, examples.count - first)
      let part = UnsafeMutableRawBufferPointer(rebasing: records[..<(count * examples.recordSize)])
      try content.read(into: part, purpose: "the elements")
      // Safe: both parts have `count` examples, and none is empty.
      if let source = part.baseAddress, let values = target.baseAddress {
        examples.decode(source, examples: count, into: values + first * size)
      }
      first += count
    }
  }
}

/// The examples of an array in a `.npy` file, which are read when they are needed.
///
/// Sendable: nothing changes after it is made, and files are read by position.
final class NumPyStorage: ExampleStorage, @unchecked Sendable {
  private let path: String
  private let file: InputFile
  private let examples: NumPyExamples

  init(path: String, _ examples: NumPyExamples) throws {
    self.path = path
    self.examples = examples
    do {
      file = try InputFile(path: path)
    } catch {
      throw DatasetError(file: path, RawInput.problem(error))
    }
  }

  var count: Int { examples.count }

  func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws {
    let offset = examples.header.dataOffset + example * examples.recordSize
    if examples.isVerbatim {
      try read(into: target, at: offset)
    } else {
      let record = UnsafeMutableRawBufferPointer.allocate(
        byteCount: examples.recordSize, alignment: 16)
      defer { record.deallocate() }
      try read(into: record, at: offset)
      // Safe: the target has room for an example, and neither is empty.
      if let source = record.baseAddress, let values = target.baseAddress {
        examples.decode(UnsafeRawPointer(source), examples: 1, into: values)
      }
    }
    guard examples.element == .float else { return }
    let values = UnsafeBufferPointer(target.assumingMemoryBound(to: Float.self))
    if let column = FiniteCheck.firstNonFinite(values) {
      throw NumPyArrayFile.notFinite(values[column], file: path, row: example, column: column)
    }
  }

  private func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    let count: Int
    do {
      count = try file.read(into: target, at: offset)
    } catch {
      throw DatasetError(file: path, RawInput.problem(error))
    }
    guard count == target.count else {
      throw DatasetError(
        file: path, place: .byte(offset),
        .endsEarly(expected: target.count, purpose: "an example", found: count))
    }
  }
}
