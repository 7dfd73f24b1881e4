@testable import Datasets

/// The four files of a small IDX data set, to be spoilt one byte at a time.
struct IDXFiles {
  var parts: [IDXPart: [UInt8]]

  /// `training` and `test` images of 2 x 3 pixels, whose labels count up from 0.
  init(training: Int, test: Int) {
    parts = [
      .trainingImages: Self.images(training), .trainingLabels: Self.labels(training),
      .testImages: Self.images(test), .testLabels: Self.labels(test),
    ]
  }

  static func header(_ sizes: [Int]) -> [UInt8] {
    var header: [UInt8] = [0, 0, 8, UInt8(sizes.count)]
    for size in sizes {
      header += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> $0) }
    }
    return header
  }

  static func images(_ count: Int) -> [UInt8] {
    header([count, 2, 3]) + (0..<6 * count).map { UInt8($0 % 256) }
  }

  static func labels(_ count: Int) -> [UInt8] {
    header([count]) + (0..<count).map { UInt8($0 % 10) }
  }

  /// Loads the files from memory, under their names.
  func load() throws -> Dataset {
    try loadIDX(name: "small") { part in
      try reader(parts[part] ?? [], name: part.rawValue)
    }
  }
}
