/// An array in a file or an archive, whose header has been read.
struct NumPyArrayFile {
  let content: ContentReader
  let header: NumPyHeader
  /// Whether values stay in an uncompressed file of any size.
  private let keepsValues: Bool

  /// The array of a `.npy` file, gzipped or not.
  init(path: String, keepsValues: Bool = false) throws {
    self.keepsValues = keepsValues
    let input = try RawInput(path: path)
    content = try ContentReader(input)
    header = try NumPyHeader(content)
    if content.plainPath != nil {
      try check(size: input.size)
    } else {
      try content.checkRoom(for: header.byteCount, purpose: "the elements")
    }
  }

  /// The array of a content of that size.
  init(_ content: ContentReader, size: Int) throws {
    keepsValues = false
    self.content = content
    header = try NumPyHeader(content)
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

  /// The name of the file in errors.
  var file: String { content.file }

  /// An error about the shape or the type.
  func fail(expected: String) -> DatasetError {
    DatasetError(file: file, .structure(expected: expected, found: header.summary))
  }

  // MARK: Examples

  /// Whether the values stay in the file.
  func isStored(_ examples: NumPyExamples) -> Bool {
    content.plainPath != nil && !header.isColumnMajor
      && (keepsValues || examples.byteCount > DatasetLimits.storedBytes)
  }

  /// The values of the examples.
  func values(_ examples: NumPyExamples, isStorable: Bool = true) throws -> ExampleValues {
    if isStorable, let path = content.plainPath, isStored(examples) {
      try content.checkMemory(for: examples.count * StoredValues.exampleSize)
      return .stored(
        StoredValues(
          try NumPyStorage(path: path, examples), element: examples.element,
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
