/// A NumPy array as a pickle describes it: bytes, and how they are to be read.
struct NumPyArray {
  let type: NumPyType
  let shape: [Int]

  /// Whether the first axis varies fastest, which NumPy calls Fortran order.
  let isColumnMajor: Bool

  /// The elements; the unpickler has checked that there are as many bytes as the shape needs.
  let data: PickleString

  /// The array in a few words, such as `an array of float32 of shape (3, 784)`.
  var summary: String { type.summary(ofArray: shape) }

  /// How many elements there are.
  var count: Int { data.count / type.size }

  /// The bytes that the elements take as pixels, if their type is one of pixels.
  var pixelBytes: Int {
    type.kind == .unsigned ? count : count * MemoryLayout<Float>.size
  }

  /// Where an element of a matrix, or of a vector with `column` 0, begins in the pickle, if its
  /// bytes can be found there.
  func byteOffset(row: Int, column: Int) -> Int? {
    guard data.isVerbatim else { return nil }
    let columns = shape.count > 1 ? shape[1] : 1
    let element = isColumnMajor ? column * shape[0] + row : row * columns + column
    return data.offset + element * type.size
  }

  /// The elements of a matrix as pixels, row after row, or nothing if the type is not one of
  /// float32, float64 and uint8.
  func pixels() -> ExampleValues? {
    switch (type.kind, type.size) {
    case (.float, 4):
      // No copy: the words of the string are the pixels.
      if !type.isSwapped && !isColumnMajor { return .floats(data.words) }
      return .floats(elements(of: UInt32.self) { Float(bitPattern: $0) })
    case (.float, 8):
      return .floats(elements(of: UInt64.self) { Float(Double(bitPattern: $0)) })
    case (.unsigned, 1):
      if !isColumnMajor { return .bytes(data.withUnsafeBytes { [UInt8]($0) }) }
      return .bytes(elements(of: UInt8.self) { $0 })
    default:
      return nil
    }
  }

  /// The elements of a vector of integers, or nothing if the type is not one of integers.
  ///
  /// The integers are at most 64 bits wide, so `Int128` holds signed and unsigned ones alike.
  func integers() -> [Int128]? {
    switch (type.kind, type.size) {
    case (.float, _): nil
    case (.signed, 1): elements(of: Int8.self) { Int128($0) }
    case (.signed, 2): elements(of: Int16.self) { Int128($0) }
    case (.signed, 4): elements(of: Int32.self) { Int128($0) }
    case (.signed, _): elements(of: Int64.self) { Int128($0) }
    case (.boolean, _), (.unsigned, 1): elements(of: UInt8.self) { Int128($0) }
    case (.unsigned, 2): elements(of: UInt16.self) { Int128($0) }
    case (.unsigned, 4): elements(of: UInt32.self) { Int128($0) }
    case (.unsigned, _): elements(of: UInt64.self) { Int128($0) }
    }
  }

  /// The elements of a vector or a matrix in row-major order.
  private func elements<Word: FixedWidthInteger, Element>(
    of word: Word.Type, _ convert: (Word) -> Element
  ) -> [Element] {
    let rows = shape[0]
    let columns = shape.count > 1 ? shape[1] : 1
    let (rowStride, columnStride) = isColumnMajor ? (1, rows) : (columns, 1)
    return [Element](unsafeUninitializedCapacity: rows * columns) { result, initializedCount in
      data.withUnsafeBytes { bytes in
        // Safe: the data has exactly `rows * columns` words, and so has the room of the result.
        var position = 0
        for row in 0..<rows {
          for column in 0..<columns {
            let element = row * rowStride + column * columnStride
            let word = bytes.loadUnaligned(
              fromByteOffset: element * MemoryLayout<Word>.size, as: Word.self)
            result.initializeElement(
              at: position, to: convert(type.isSwapped ? word.byteSwapped : word))
            position += 1
          }
        }
      }
      initializedCount = rows * columns
    }
  }
}
