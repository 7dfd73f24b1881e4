extension Image {
  /// The image in another size, by a triangle filter (bilinear interpolation) that is as wide as
  /// the pixels of the smaller of the two sizes, so that nothing is skipped when the image shrinks.
  ///
  /// First the rows, then the columns, in integers, so that the same image always gives the same
  /// bytes. Those of Pillow's `resize` with `BILINEAR` differ by one level at most.
  ///
  /// - Throws: `ImageError` where the size is impossible, or there is no memory for it.
  public func resized(width: Int, height: Int) throws -> Image {
    try Self.check(width: width, height: height)
    if width == self.width, height == self.height { return self }
    // What is between the two passes has the new width and the old height.
    try Self.check(width: width, height: self.height)
    let weightBytes = 32 * (width + height + self.width + self.height)
    try Self.checkMemory(width * (height + self.height) * format.channels + weightBytes)
    let columns = TriangleFilter(from: self.width, to: width)
    let rows = TriangleFilter(from: self.height, to: height)
    let channels = format.channels
    // A row is a sequence of pixels, and a column one of whole rows.
    let wide = columns.apply(to: bytes, sequences: self.height, elementSize: channels)
    let resized = rows.apply(to: wide, sequences: 1, elementSize: width * channels)
    return Image(width: width, height: height, checked: format, bytes: resized)
  }
}

/// The weights that the pixels of a row or a column have in each pixel of another length.
struct TriangleFilter {
  private let inputCount: Int
  private let outputCount: Int
  /// The first pixel that counts in each, and how many do.
  private var ranges: [(first: Int, count: Int)] = []
  /// Their weights, one pixel's after the other's; those of a pixel add up to about 1 << 22.
  private var weights: [Int] = []

  private static let fractionBits = 22

  init(from inputCount: Int, to outputCount: Int) {
    self.inputCount = inputCount
    self.outputCount = outputCount
    let scale = Double(inputCount) / Double(outputCount)
    let support = max(scale, 1)
    for output in 0..<outputCount {
      let center = (Double(output) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let end = min(inputCount, Int(center + support + 0.5))
      let heights = (first..<end).map { input in
        max(0, 1 - abs((Double(input) - center + 0.5) / support))
      }
      let sum = heights.reduce(0, +)
      ranges.append((first, heights.count))
      weights += heights.map { Int(0.5 + $0 / sum * Double(1 << Self.fractionBits)) }
    }
  }

  /// Filters sequences of elements, each of which has some bytes that are filtered on their own.
  func apply(to bytes: [UInt8], sequences: Int, elementSize: Int) -> [UInt8] {
    let count = sequences * outputCount * elementSize
    return [UInt8](unsafeUninitializedCapacity: count) { result, initializedCount in
      bytes.withUnsafeBufferPointer { bytes in
        weights.withUnsafeBufferPointer { weights in
          guard let source = bytes.baseAddress, let target = result.baseAddress,
            let weights = weights.baseAddress
          else { return }
          for sequence in 0..<sequences {
            // Safe: there are `sequences * inputCount` elements, and room for as many of the
            // output.
            filter(
              source + sequence * inputCount * elementSize,
              into: target + sequence * outputCount * elementSize, weights, elementSize)
          }
        }
      }
      initializedCount = count
    }
  }

  private func filter(
    _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>,
    _ weights: UnsafePointer<Int>, _ elementSize: Int
  ) {
    var weights = weights
    var target = target
    for (first, count) in ranges {
      let start = source + first * elementSize
      // Safe: the range lies within the sequence, and has as many weights. `while` loops over
      // plain pointers, since debug builds run this as well.
      var byte = 0
      while byte < elementSize {
        var sum = 1 << (Self.fractionBits &- 1)
        var input = 0
        while input < count {
          sum &+= weights[input] &* Int(start[input &* elementSize &+ byte])
          input &+= 1
        }
        let level = sum >> Self.fractionBits
        target[byte] = level > 255 ? 255 : UInt8(truncatingIfNeeded: level)
        byte &+= 1
      }
      weights += count
      target += elementSize
    }
  }
}
