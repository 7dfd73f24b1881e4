@testable import Datasets

/// The small data set that every pickle in `Fixtures` holds, as `make_fixtures.py` defines it.
enum ExpectedDigits {
  static let labels: [[Int32]] = [[5, 0, 4], [9, 2], [7]]

  static func levels(split: Int) -> [UInt8] {
    (0..<labels[split].count * 784).map { UInt8(($0 * 7 + 50 * split) % 256) }
  }

  static func floats(split: Int) -> ExampleValues {
    .floats(levels(split: split).map { Float($0) / 256 })
  }

  static func bytes(split: Int) -> ExampleValues {
    .bytes(levels(split: split))
  }
}
