import Datasets

/// Data sets of a few hundred examples, for networks that several processes train.
enum SmallSets {
  /// Pictures of 28 by 28 and their classes.
  static func digits() throws -> Dataset {
    func examples(_ count: Int, from first: Int) -> LabeledExamples {
      let labels = (first..<first + count).map { Int32($0 * 7 % 10) }
      let levels = labels.enumerated().flatMap { number, label in
        (0..<784).map { UInt8(truncatingIfNeeded: ($0 * Int(label + 3) + number * 13) % 251) }
      }
      return LabeledExamples(values: .bytes(levels), labels: labels)
    }
    return try Dataset(
      name: "digits", exampleShape: [1, 28, 28], classes: 10, training: examples(420, from: 0),
      validation: examples(150, from: 500), test: examples(150, from: 900))
  }

  /// Seven features and two numbers.
  static func measurements() throws -> Dataset {
    func examples(_ count: Int, from first: Int) -> LabeledExamples {
      let features = (first..<first + count).flatMap { (number: Int) -> [Float] in
        (0..<7).map { (feature: Int) -> Float in
          let value = (number * 31 + feature * feature * 17) % 101
          return Float(value) / 9
        }
      }
      let numbers = (first..<first + count).flatMap { (number: Int) -> [Float] in
        let (one, other) = (number * 13 % 41, number * 5 % 17)
        return [Float(one) / 7, Float(other) * 3.1]
      }
      return LabeledExamples(values: .floats(features), numbers: numbers, size: 2)
    }
    return try Dataset(
      name: "measurements", exampleShape: [7], target: .numbers(["a", "b"]),
      training: examples(420, from: 0), validation: examples(150, from: 500),
      test: examples(190, from: 900))
  }
}
