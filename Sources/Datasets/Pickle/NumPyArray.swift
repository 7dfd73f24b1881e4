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
    // No copy: the words of the string are the pixels.
    case (.float, 4) where !type.isSwapped && !isColumnMajor:
      .floats(data.words)
    case (.float, 4), (.float, 8):
      .floats(elements { NumPyElements.convert($0, type, step: $1, count: $2, to: $3) })
    case (.unsigned, 1) where !isColumnMajor:
      .bytes(data.withUnsafeBytes { [UInt8]($0) })
    case (.unsigned, 1):
      .bytes(elements { NumPyElements.copy($0, step: $1, count: $2, to: $3) })
    default:
      nil
    }
  }

  /// The elements of a vector of integers, or nothing if the type is not one of integers.
  func integers() -> [Int128]? {
    guard type.kind != .float else { return nil }
    var integers = [Int128](repeating: 0, count: count)
    data.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      // Safe: there are `count` elements, and the memory of an array is aligned for them.
      NumPyElements.integers(source, type, step: 1, count: count) { integers[$0] = $1 }
    }
    return integers
  }

  /// The elements of a matrix in row-major order.
  ///
  /// - Parameter convert: stores elements that lie `step` apart from a first one on.
  private func elements<Element>(
    _ convert: (
      _ source: UnsafeRawPointer, _ step: Int, _ count: Int, UnsafeMutablePointer<Element>
    ) -> Void
  ) -> [Element] {
    [Element](unsafeUninitializedCapacity: count) { result, initializedCount in
      data.withUnsafeBytes { bytes in
        // Safe: there are `count` elements, room for as many, and the memory of an array is aligned
        // for them.
        guard let source = bytes.baseAddress, let target = result.baseAddress else { return }
        if isColumnMajor {
          let (rows, columns) = (shape[0], shape[1])
          for row in 0..<rows {
            convert(source + row * type.size, rows, columns, target + row * columns)
          }
        } else {
          convert(source, 1, count, target)
        }
      }
      initializedCount = count
    }
  }
}
