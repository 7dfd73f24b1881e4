import Croton
import Foundation

/// A network with everything that has a state: statistics of the data, running statistics, random
/// numbers in training, what Adam remembers.
struct OwnNetwork: TrainableModel {
  var network: some Network {
    Normalize()
    RandomShift(2)
    Conv2d(4, kernel: 3, padding: .same, activation: .relu)
    MaxPool2d(2)
    BatchNorm()
    Residual { Conv2d(4, kernel: 3, padding: .same, activation: .tanh) }
    Flatten()
    Dropout(0.25)
    Dense(12, activation: .sigmoid)
    SoftmaxClassifier()
  }
}

/// A regression of two numbers.
struct OwnRegression: TrainableModel {
  var network: some Network {
    Dense(7, activation: .tanh)
    LinearRegression(outputs: 2)
  }
}

extension Dataset {
  /// A data set of numbers from numbers, with sets that fill no whole number of minibatches.
  static func numbers(training: Int = 47) throws -> Dataset {
    func examples(_ count: Int, from first: Int) -> LabeledExamples {
      var x: [Float] = []
      var y: [Float] = []
      for i in first..<first + count {
        let values = (0..<3).map { value(i, $0) }
        x += values
        y += [values[0] * values[1], values[2] - 0.5]
      }
      return LabeledExamples(values: .floats(x), numbers: y, size: 2)
    }
    func value(_ i: Int, _ j: Int) -> Float { Float((i * 37 + j * 101) % 64) / 32 - 1 }
    return try Dataset(
      name: "numbers", exampleShape: [3], target: .numbers(["a", "b"]),
      training: examples(training, from: 0), validation: examples(23, from: 100),
      test: examples(11, from: 200))
  }

  /// Writes the files of numbers that a standalone program reads.
  func writeRaw(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (name, set) in [("training", training), ("validation", validation), ("test", test)] {
      let values =
        switch set.values {
        case .bytes(let levels): Data(levels)
        default: set.values.floats.withUnsafeBytes { Data($0) }
        }
      let targets =
        switch set.targets {
        case .labels(let labels): labels.withUnsafeBytes { Data($0) }
        case .numbers(let numbers): numbers.withUnsafeBytes { Data($0) }
        }
      try values.write(to: URL(fileURLWithPath: "\(folder)/\(name)-x.bin"))
      try targets.write(to: URL(fileURLWithPath: "\(folder)/\(name)-y.bin"))
    }
  }
}
