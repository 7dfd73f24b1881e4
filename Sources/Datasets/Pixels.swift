/// The pixels of images that lie one after another, each in the order channel, row, column.
public enum Pixels: Sendable, Equatable {
  /// Grey levels from 0 to 255, as image files hold them; the pixel is `level / 256`.
  ///
  /// The divisor is 256 and not 255, as in the `mnist.pkl.gz` of the deeplearning.net tutorials,
  /// so the brightest pixel is 0.99609375, and every pixel is exact in a `Float`.
  case bytes([UInt8])

  /// Pixels as they are.
  case floats([Float])

  /// What a grey level is multiplied with to make it a pixel.
  public static let levelScale: Float = 0x1p-8

  /// How many pixels there are, in all images together.
  public var count: Int {
    switch self {
    case .bytes(let levels): levels.count
    case .floats(let values): values.count
    }
  }

  /// The pixels as numbers: grey levels divided by 256, or the stored numbers themselves.
  ///
  /// Grey levels are converted anew at every access, into four bytes a pixel.
  public var floats: [Float] {
    switch self {
    case .bytes(let levels): Self.scaled(levels)
    case .floats(let values): values
    }
  }

  /// The first pixels, at most `maxLength` of them.
  public func prefix(_ maxLength: Int) -> Pixels {
    switch self {
    case .bytes(let levels): .bytes(Array(levels.prefix(maxLength)))
    case .floats(let values): .floats(Array(values.prefix(maxLength)))
    }
  }

  /// Some pixels in a row.
  package func part(_ range: Range<Int>) -> Pixels {
    switch self {
    case .bytes(let levels): .bytes(Array(levels[range]))
    case .floats(let values): .floats(Array(values[range]))
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
