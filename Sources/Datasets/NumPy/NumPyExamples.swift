/// The layout of the values of examples in an array.
struct NumPyExamples {
  let header: NumPyHeader
  /// The number of examples.
  let count: Int
  /// The shape of an example: channels, height and width, or the number of features.
  let shape: [Int]

  /// The extents of an example's channels, rows and columns, and the distances between them in
  /// elements. Contiguous values are a single row.
  private let extents: (channels: Int, rows: Int, columns: Int)
  private let strides: (example: Int, channel: Int, row: Int, column: Int)

  /// The examples of an array of one of the shapes (n,), (n, features), (n, height, width),
  /// (n, height, width, channels) and (n, channels, height, width), where images have one channel
  /// or three. `nil` for another shape.
  ///
  /// - Parameter isSingle: whether the array is one example, without the axis n.
  init?(_ header: NumPyHeader, isSingle: Bool = false) {
    let sizes = isSingle ? [1] + header.shape : header.shape
    guard !sizes.isEmpty, sizes.allSatisfy({ $0 > 0 }) else { return nil }
    self.header = header
    count = sizes[0]

    // The distance between the elements of each axis.
    var distances = [Int](repeating: 1, count: sizes.count)
    if header.isColumnMajor {
      for axis in sizes.indices.dropFirst() {
        distances[axis] = distances[axis - 1] * sizes[axis - 1]
      }
    } else {
      for axis in sizes.indices.dropLast().reversed() {
        distances[axis] = distances[axis + 1] * sizes[axis + 1]
      }
    }
    // The axes of channels, rows and columns.
    let axes: [Int?]
    switch sizes.count {
    case 1: axes = [nil, nil, nil]
    case 2: axes = [nil, nil, 1]
    case 3: axes = [nil, 1, 2]
    case 4 where sizes[3] == 1 || sizes[3] == 3: axes = [3, 1, 2]
    case 4 where sizes[1] == 1 || sizes[1] == 3: axes = [1, 2, 3]
    default: return nil
    }
    let lengths = axes.map { $0.map { sizes[$0] } ?? 1 }
    shape = sizes.count <= 2 ? [lengths[2]] : lengths
    let size = lengths.reduce(1, *)
    let steps = axes.map { $0.map { distances[$0] } ?? 0 }
    if !header.isColumnMajor, axes[0] != 3 || sizes[3] == 1 {
      extents = (1, 1, size)
      strides = (size, 0, 0, 1)
    } else {
      extents = (lengths[0], lengths[1], lengths[2])
      strides = (distances[0], steps[0], steps[1], steps[2])
    }
  }

  /// The number of values of an example.
  var size: Int { extents.channels * extents.rows * extents.columns }

  /// The element type of the values.
  var element: ExampleValues.Element {
    header.type.kind == .unsigned && header.type.size == 1 ? .byte : .float
  }

  /// The bytes of an example in the file, where each lies in one piece.
  var recordSize: Int { size * header.type.size }

  /// Whether the bytes of the array are the values.
  var isVerbatim: Bool {
    let isElement =
      element == .byte
      || header.type.kind == .float && header.type.size == 4 && !header.type.isSwapped
    return isElement && extents.channels == 1 && extents.rows == 1 && !header.isColumnMajor
  }

  /// The bytes of all values as they are held in memory.
  var byteCount: Int { count * size * element.size }

  /// Stores the values of consecutive examples.
  ///
  /// - Parameters:
  ///   - source: the first element of the first of them, aligned to the size of one.
  ///   - target: has room for their values, as they are held.
  func decode(
    _ source: UnsafeRawPointer, examples: Int, into target: UnsafeMutableRawPointer
  ) {
    var target = target
    for example in 0..<examples {
      for channel in 0..<extents.channels {
        for row in 0..<extents.rows {
          // Safe: the place is that of an element of the array, which has all those of the row.
          let place =
            example * strides.example + channel * strides.channel + row * strides.row
          decodeRow(source + place * header.type.size, into: target)
          target += extents.columns * element.size
        }
      }
    }
  }

  private func decodeRow(_ source: UnsafeRawPointer, into target: UnsafeMutableRawPointer) {
    switch element {
    case .byte:
      NumPyElements.copy(
        source, step: strides.column, count: extents.columns,
        to: target.assumingMemoryBound(to: UInt8.self))
    case .float:
      NumPyElements.convert(
        source, header.type, step: strides.column, count: extents.columns,
        to: target.assumingMemoryBound(to: Float.self))
    }
  }
}
