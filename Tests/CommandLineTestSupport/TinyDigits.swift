import Foundation

/// A data set of 60 training and 20 test images of 28 x 28 pixels, on which a small network trains
/// in a moment: a bright bar whose column tells the class, over a pattern.
public enum TinyDigits {
  /// Options for a minibatch that it has many of.
  public static let batchSize = 5
  /// The minibatches of an epoch; 50 images train and 10 validate.
  public static let trainingBatches = 10

  /// Writes the four IDX files.
  ///
  /// - Parameter training: the images of the training set, and three times those of the test set.
  public static func write(to folder: String, training: Int = 60) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, count) in [("train", training), ("t10k", training / 3)] {
      let images = bigEndian([0x803, count, 28, 28]) + (0..<count).flatMap(pixels)
      let labels = bigEndian([0x801, count]) + (0..<count).map { UInt8(label($0)) }
      try Data(images).write(to: URL(fileURLWithPath: "\(folder)/\(name)-images-idx3-ubyte"))
      try Data(labels).write(to: URL(fileURLWithPath: "\(folder)/\(name)-labels-idx1-ubyte"))
    }
  }

  private static func label(_ image: Int) -> Int { (7 * image + 3) % 10 }

  private static func pixels(_ image: Int) -> [UInt8] {
    (0..<28 * 28).map { position in
      let (row, column) = position.quotientAndRemainder(dividingBy: 28)
      let isBar = column / 2 - 2 == label(image)
      return UInt8((31 * image + 17 * row + 13 * column) % 64 + (isBar ? 128 : 0))
    }
  }

  private static func bigEndian(_ numbers: [Int]) -> [UInt8] {
    numbers.flatMap { number in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) } }
  }
}
