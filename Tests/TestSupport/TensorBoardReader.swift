import Foundation

/// What TensorBoard's own reader finds in event files.
package struct TensorBoardReader: Decodable {
  package struct Scalar: Decodable, Equatable {
    package let step: Int
    package let value: Float

    package init(step: Int, value: Double) {
      self.step = step
      self.value = Float(value)
    }
  }

  package struct Histogram: Decodable {
    package let step: Int
    package let minimum, maximum, count, sum, sumOfSquares: Double
    package let limits, counts: [Double]
  }

  package struct Image: Decodable {
    package let step, width, height: Int
    package let png: Data
  }

  /// A file that was cut to a length.
  package struct Cut: Decodable {
    package let length: Int
    /// The number of events that are read of it.
    package let events: Int
    /// Whether they are the first of the whole file.
    package let isBeginning: Bool
  }

  package let scalars: [String: [Scalar]]
  package let histograms: [String: [Histogram]]
  package let images: [String: [Image]]
  package let cuts: [Cut]

  /// Reads a folder, or a file and the same file cut to some lengths.
  package init(_ path: String, lengths: [Int] = []) throws {
    let text = try PythonEnvironment.run(
      script: "read_events.py", arguments: [path] + lengths.map(String.init))
    self = try JSONDecoder().decode(TensorBoardReader.self, from: Data(text.utf8))
  }
}
