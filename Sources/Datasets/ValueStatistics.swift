/// The range, the mean and the standard deviation of the values of examples, for each channel of
/// images or for each feature.
public struct ValueStatistics: Sendable, Equatable {
  /// The least value of each channel or feature.
  public let minimum: [Float]
  /// The greatest value of each channel or feature.
  public let maximum: [Float]
  /// The mean of each channel or feature.
  public let mean: [Double]
  /// The standard deviation of each channel or feature.
  public let standardDeviation: [Double]

  /// The examples that are read at a time.
  private static let chunk = 1000

  /// The statistics of the values of examples of the given shape: channels, height, width, or
  /// features.
  ///
  /// - Throws: `DatasetError` where values cannot be read.
  public init(of values: ExampleValues, exampleShape: [Int]) throws {
    let channels = exampleShape.first ?? 1
    let pixels = exampleShape.dropFirst().reduce(1, *)
    let count = values.count / max(1, channels * pixels)
    var sums = [ChannelSums](repeating: ChannelSums(), count: channels)
    for first in stride(from: 0, to: count, by: Self.chunk) {
      let chosen = Array(first..<min(first + Self.chunk, count))
      switch values.element {
      case .byte:
        let levels = try values.bytes(of: chosen, size: channels * pixels)
        for channel in 0..<channels {
          sums[channel].add(
            Self.histogram(levels, channel: channel, of: channels, pixels: pixels))
        }
      case .float:
        let numbers = try values.numbers(of: chosen, size: channels * pixels)
        for channel in 0..<channels {
          sums[channel].add(numbers, channel: channel, of: channels, pixels: pixels)
        }
      }
    }
    minimum = sums.map(\.minimum)
    maximum = sums.map(\.maximum)
    mean = sums.map(\.mean)
    standardDeviation = sums.map(\.standardDeviation)
  }

  /// How often each grey level is in a channel.
  private static func histogram(
    _ levels: [UInt8], channel: Int, of channels: Int, pixels: Int
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    counts.withUnsafeMutableBufferPointer { counts in
      levels.withUnsafeBufferPointer { levels in
        // Safe: the positions are those of the channel's pixels in whole examples, and there are
        // 256 counts. A `while` loop over plain pointers because debug builds run this as well.
        guard let source = levels.baseAddress, let target = counts.baseAddress else { return }
        var start = channel &* pixels
        while start < levels.count {
          var position = start
          let end = start &+ pixels
          while position < end {
            target[Int(source[position])] &+= 1
            position &+= 1
          }
          start &+= channels &* pixels
        }
      }
    }
    return counts
  }
}

/// What the values of a channel add up to.
private struct ChannelSums {
  private(set) var minimum = Float.infinity
  private(set) var maximum = -Float.infinity
  private var count = 0.0
  // Sums of differences from the first value, so that a large offset costs no digits.
  private var first: Double?
  private var sum = 0.0
  private var squares = 0.0

  mutating func add(_ counts: [Int]) {
    for (level, number) in counts.enumerated() where number > 0 {
      add(Float(level) * ExampleValues.levelScale, times: Double(number))
    }
  }

  mutating func add(_ values: [Float], channel: Int, of channels: Int, pixels: Int) {
    for start in stride(from: channel * pixels, to: values.count, by: channels * pixels) {
      for position in start..<start + pixels { add(values[position], times: 1) }
    }
  }

  private mutating func add(_ value: Float, times number: Double) {
    minimum = min(minimum, value)
    maximum = max(maximum, value)
    count += number
    let difference = Double(value) - (first ?? Double(value))
    first = first ?? Double(value)
    sum += number * difference
    squares += number * difference * difference
  }

  var mean: Double { (first ?? 0) + sum / max(1, count) }

  var standardDeviation: Double {
    let mean = sum / max(1, count)
    return max(0, squares / max(1, count) - mean * mean).squareRoot()
  }
}
