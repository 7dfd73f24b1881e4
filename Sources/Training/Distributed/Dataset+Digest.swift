import Datasets
import Foundation
import Toolchain

extension Dataset {
  /// The examples of a set whose values are in the digest.
  private static let sampleCount = 64

  /// A digest that tells data sets apart without reading all of them: of the number of examples,
  /// all targets, and the values of some examples in equal distances.
  ///
  /// - Throws: `DatasetError` where values cannot be read.
  func digest() throws -> String {
    var data = Data("\(exampleShape) \(target)".utf8)
    for examples in [training, validation, test] {
      data.append(contentsOf: "\(examples.count) ".utf8)
      switch examples.targets {
      case .labels(let labels): labels.withUnsafeBytes { data.append(contentsOf: $0) }
      case .numbers(let numbers): numbers.withUnsafeBytes { data.append(contentsOf: $0) }
      }
      let distance = max(1, examples.count / Self.sampleCount)
      let sample = Array(stride(from: 0, to: examples.count, by: distance))
      try examples.values.numbers(of: sample, size: exampleSize).withUnsafeBytes {
        data.append(contentsOf: $0)
      }
    }
    return try SHA256Digest(of: data).hexText
  }
}
