/// Reads one file of the IDX format: a magic number, the size of each axis, then the bytes.
///
/// All numbers are big-endian and of four bytes; the magic number names the element type, here
/// always unsigned bytes (8), and how many axes there are. The format is the one described with
/// the MNIST database of LeCun, Cortes and Burges.
struct IDXReader {
  private let content: ContentReader

  /// The size of each axis; the first one counts images or labels.
  let sizes: [Int]

  /// How many bytes follow the header.
  let size: Int

  /// Whether pixels stay in an uncompressed file of any size.
  private let keepsValues: Bool

  /// Reads the header of a file that must have the given number of axes.
  init(_ content: ContentReader, axes: Int, keepsValues: Bool = false) throws {
    self.content = content
    self.keepsValues = keepsValues
    let expected = 0x0800 | axes
    let magic = try Self.integer(content, purpose: "the magic number")
    guard magic == expected else {
      throw content.fail(IDXError.magicNumber(expected: expected, found: magic), at: 0)
    }
    sizes = try (0..<axes).map { axis in
      try Self.integer(content, purpose: "the size of axis \(axis)")
    }
    guard let size = product(sizes) else {
      throw content.fail(IDXError.headerOverflows(sizes), at: 4)
    }
    guard size > 0 else { throw content.fail(IDXError.headerIsEmpty(sizes), at: 4) }
    self.size = size
  }

  /// What errors call the file.
  var file: String { content.file }

  /// An error at the header's size of the given axis.
  func fail(_ problem: any FormatError, axis: Int) -> DatasetError {
    content.fail(problem, at: 4 + 4 * axis)
  }

  /// Whether the pixels stay in the file: uncompressed ones, more than a data set may have in memory
  /// unless all are to stay there.
  var isStored: Bool {
    content.plainPath != nil && (keepsValues || size > DatasetLimits.arrayBytes)
  }

  /// The pixels of all images, each of which has the sizes of all axes but the first.
  func values() throws -> ExampleValues {
    let count = sizes[0]
    guard let path = content.plainPath, isStored else {
      let levels = try content.bytes(size, purpose: "the pixels of \(count) images")
      try content.expectEnd()
      return .bytes(levels)
    }
    try content.checkMemory(for: count * StoredValues.exampleSize)
    let storage = try RecordStorage(
      path: path, offset: content.offset, count: count, size: size / count)
    return .stored(StoredValues(storage, element: .byte, size: size / count))
  }

  /// The labels of all rows.
  func labels(count: Int, classes: Int) throws -> [Int32] {
    let start = content.offset
    try content.checkMemory(for: count * (1 + MemoryLayout<Int32>.size))
    let bytes = try content.bytes(count, purpose: "\(count) labels")
    if let wrong = bytes.firstIndex(where: { $0 >= classes }) {
      throw DatasetError(
        file: content.file,
        place: .row(wrong, of: "the labels", byte: start + wrong),
        .label("\(bytes[wrong])", classes: classes))
    }
    return bytes.map(Int32.init)
  }

  /// Checks that the file ends here.
  func expectEnd() throws {
    try content.expectEnd()
  }

  private static func integer(_ content: ContentReader, purpose: String) throws -> Int {
    try content.bytes(4, purpose: purpose).reduce(0) { $0 << 8 | Int($1) }
  }
}
