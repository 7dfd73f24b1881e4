import Datasets
import LinearAlgebra
import NeuralNetworks

extension TrainingSetStatistics {
  /// The statistics of the training examples of a data set.
  init(of dataset: Dataset) {
    self.init(
      inputs: { try Standardization(of: dataset) },
      components: { try PrincipalComponents(of: dataset) },
      targets: { try Standardization(ofTargetsOf: dataset) })
  }
}

extension Standardization {
  /// The standardisation of the targets of a data set; `nil` if they are classes.
  fileprivate init?(ofTargetsOf dataset: Dataset) throws {
    guard case .numbers(let numbers) = dataset.training.targets else { return nil }
    self.init(
      try ValueStatistics(of: .floats(numbers), exampleShape: [dataset.target.names.count]))
  }

  /// The standardisation of the channels or features of a data set.
  ///
  /// - Throws: `DatasetError` where values cannot be read.
  init(of dataset: Dataset) throws {
    self.init(
      try ValueStatistics(of: dataset.training.values, exampleShape: dataset.exampleShape))
  }

  private init(_ statistics: ValueStatistics) {
    self.init(
      mean: statistics.mean.map { Float($0) },
      standardDeviation: statistics.standardDeviation.map { Float($0) })
  }
}

extension PrincipalComponents {
  /// The examples that are read at a time.
  private static let chunk = 1000

  /// The components of the training examples of a data set.
  ///
  /// - Throws: `DatasetError` where values cannot be read; `LinearAlgebraError` where they are not finite;
  ///   what the compiler throws.
  init(of dataset: Dataset) throws {
    let (examples, size) = (dataset.training, dataset.exampleShape.reduce(1, *))
    let sums = try CovarianceSums(columns: size)
    for first in stride(from: 0, to: examples.count, by: Self.chunk) {
      let chosen = Array(first..<min(first + Self.chunk, examples.count))
      try sums.add(try examples.values.numbers(of: chosen, size: size))
    }
    let (variances, vectors) = try sums.principalComponents()
    self.init(mean: sums.mean.map { Float($0) }, variances: variances, vectors: vectors)
  }
}
