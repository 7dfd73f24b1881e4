import Diagnostics

/// The values of examples, one example after another: the pixels of images, each in the order
/// channel, row, column, or the features of the rows of a table.
public enum ExampleValues: Sendable, Equatable {
  /// Grey levels from 0 to 255, as image files hold them; the value is `level / 256`.
  ///
  /// The divisor is 256 and not 255, as in the `mnist.pkl.gz` of the deeplearning.net tutorials,
  /// so the brightest pixel is 0.99609375, and every pixel is exact in a `Float`.
  case bytes([UInt8])

  /// Values as they are.
  case floats([Float])

  /// Values that stay in files and are read on demand.
  case stored(StoredValues)

  /// The factor from a grey level to a value.
  public static let levelScale: Float = 0x1p-8

  /// The element type of values in memory or in a file.
  public enum Element: String, Sendable, Equatable {
    /// A grey level.
    case byte
    /// A number as it is.
    case float

    /// The size in bytes.
    package var size: Int {
      switch self {
      case .byte: 1
      case .float: 4
      }
    }
  }

  /// The element type.
  public var element: Element {
    switch self {
    case .bytes: .byte
    case .floats: .float
    case .stored(let values): values.element
    }
  }

  /// How many values there are, in all examples together.
  public var count: Int {
    switch self {
    case .bytes(let levels): levels.count
    case .floats(let values): values.count
    case .stored(let values): values.count * values.size
    }
  }

  /// Stores the values of some examples one after another.
  ///
  /// - Parameters:
  ///   - examples: which examples, counted from 0.
  ///   - size: the number of values of an example.
  ///   - target: has room for them, as bytes or as floats.
  /// - Throws: `DatasetError` where values cannot be read from their file.
  package func read(
    _ examples: some Sequence<Int>, size: Int, into target: UnsafeMutableRawBufferPointer
  ) throws {
    switch self {
    case .bytes(let levels):
      levels.withUnsafeBytes { Self.copy($0, examples, byteCount: size, into: target) }
    case .floats(let values):
      values.withUnsafeBytes {
        Self.copy($0, examples, byteCount: size * Element.float.size, into: target)
      }
    case .stored(let values):
      try values.read(examples, into: target)
    }
  }

  private static func copy(
    _ source: UnsafeRawBufferPointer, _ examples: some Sequence<Int>, byteCount: Int,
    into target: UnsafeMutableRawBufferPointer
  ) {
    var offset = 0
    for example in examples {
      // Safe: both slices are checked against their buffers.
      let bytes = source[example * byteCount..<(example + 1) * byteCount]
      UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + byteCount])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes))
      offset += byteCount
    }
  }

  /// The values of some examples alone, in the given order.
  ///
  /// - Throws: `MemoryError` where there is no memory for them.
  package func selecting(_ examples: [Int], size: Int) throws -> ExampleValues {
    let byteCount = examples.count * size * element.size
    if case .stored(let values) = self { return .stored(values.selecting(examples)) }
    try MemoryError.check(byteCount, for: .examples(examples.count))
    return switch element {
    case .byte: .bytes(try bytes(of: examples, size: size))
    case .float: .floats(try numbers(of: examples, size: size))
    }
  }

  /// The grey levels of some examples, of values that are held as bytes.
  ///
  /// - Throws: `DatasetError` where values cannot be read from their file.
  package func bytes(of examples: [Int], size: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: examples.count * size) { buffer, count in
      try read(examples, size: size, into: Self.prefix(buffer, examples.count * size))
      count = examples.count * size
    }
  }

  /// The values of some examples as numbers: grey levels divided by 256, or the numbers themselves.
  ///
  /// - Throws: `DatasetError` where values cannot be read from their file.
  package func numbers(of examples: [Int], size: Int) throws -> [Float] {
    if element == .byte { return Self.scaled(try bytes(of: examples, size: size)) }
    return try [Float](unsafeUninitializedCapacity: examples.count * size) { buffer, count in
      try read(examples, size: size, into: Self.prefix(buffer, examples.count * size))
      count = examples.count * size
    }
  }

  /// The first elements of a buffer, of which an array may have been given more.
  private static func prefix<Value>(
    _ buffer: UnsafeMutableBufferPointer<Value>, _ count: Int
  ) -> UnsafeMutableRawBufferPointer {
    // Safe: an array's buffer has at least the capacity that was asked for.
    UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
  }

  /// The values in memory as numbers: grey levels divided by 256, or the numbers themselves.
  /// None of those that are stored in a file.
  ///
  /// Grey levels are converted anew at every access, into four bytes a value.
  public var floats: [Float] {
    switch self {
    case .bytes(let levels): Self.scaled(levels)
    case .floats(let values): values
    case .stored: []
    }
  }

  /// The first values in memory, at most `maxLength` of them.
  public func prefix(_ maxLength: Int) -> ExampleValues {
    part(0..<min(maxLength, count))
  }

  /// Some values in memory in a row.
  package func part(_ range: Range<Int>) -> ExampleValues {
    switch self {
    case .bytes(let levels): .bytes(Array(levels[range]))
    case .floats(let values): .floats(Array(values[range]))
    case .stored: .floats([])
    }
  }

  private static func scaled(_ levels: [UInt8]) -> [Float] {
    [Float](unsafeUninitializedCapacity: levels.count) { pixels, initializedCount in
      levels.withUnsafeBufferPointer { levels in
        // Safe: both buffers have `levels.count` elements. A `while` loop over plain pointers
        // because debug builds run this as well, where an iterator costs more than the division.
        guard let source = levels.baseAddress, let target = pixels.baseAddress else { return }
        let count = levels.count
        var index = 0
        while index < count {
          target[index] = Float(source[index]) * levelScale
          index &+= 1
        }
      }
      initializedCount = levels.count
    }
  }
}
