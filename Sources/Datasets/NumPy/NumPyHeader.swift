/// The header of a `.npy` file: the type, the shape and the order of the elements that follow.
///
/// The format is that of NumPy's `numpy.lib.format`, versions 1.0 to 3.0: a magic number, the
/// length of a Python dict as text, and the dict.
struct NumPyHeader {
  let type: NumPyType
  let shape: [Int]
  /// Whether the first axis varies fastest, which NumPy calls Fortran order.
  let isColumnMajor: Bool
  /// Where the elements begin.
  let dataOffset: Int
  /// The bytes of all elements.
  let byteCount: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The largest size of a header in bytes; NumPy itself reads at most 10,000.
  private static let limit = 1 << 14

  /// The largest number of axes, which is NumPy's own.
  static let mostAxes = 64

  /// Reads the header, up to the elements.
  init(_ content: ContentReader) throws {
    let magic = try content.bytes(6, purpose: "the magic number")
    guard magic == Self.magic else { throw content.fail(NumPyError.noMagicNumber, at: 0) }
    let version = try content.bytes(2, purpose: "the version")
    guard (1...3).contains(version[0]), version[1] == 0 else {
      throw content.fail(NumPyError.version(Int(version[0]), Int(version[1])), at: 6)
    }
    let sizeBytes = try content.bytes(version[0] == 1 ? 2 : 4, purpose: "the size of the header")
    let size = sizeBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size <= Self.limit else {
      throw content.fail(NumPyError.longHeader(size, limit: Self.limit), at: 8)
    }
    let start = content.offset
    let text = try content.bytes(size, purpose: "the header")
    var parser = NumPyHeaderParser(text)
    guard parser.parse(), let code = parser.code, let isColumnMajor = parser.isColumnMajor,
      let shape = parser.shape
    else {
      throw content.fail(NumPyError.malformedHeader, at: start + min(parser.position, size))
    }
    guard shape.count <= Self.mostAxes else {
      throw content.fail(NumPyError.tooManyAxes(shape.count), at: start)
    }
    guard let type = NumPyType(code: code) else {
      throw content.fail(NumPyError.elementType(code), at: start)
    }
    // As numbers, elements may take more than they do here.
    guard product(shape + [8]) != nil, let byteCount = product(shape + [type.size]) else {
      throw content.fail(NumPyError.arrayOverflows(shape: shape), at: start)
    }
    self.type = type
    self.shape = shape
    self.isColumnMajor = isColumnMajor
    self.byteCount = byteCount
    dataOffset = content.offset
  }

  /// The array in a few words, such as `an array of float32 of shape (3, 784)`.
  var summary: String { type.summary(ofArray: shape) }
}
