import Datasets

extension Dataset {
  /// A data set whose sets are the first examples of the training set, in memory: what a step is
  /// measured on. Those of a large data set may stay in files otherwise.
  ///
  /// - Throws: `DatasetError` where examples cannot be read, `MemoryError` where there is no memory
  ///   for them.
  func firstMinibatch(of count: Int) throws -> Dataset {
    let chosen = Array(0..<min(count, training.count))
    let first = try training.selecting(chosen, size: exampleSize)
    let values: ExampleValues =
      switch first.values.element {
      case .byte: .bytes(try first.values.bytes(of: chosen, size: exampleSize))
      case .float: .floats(try first.values.numbers(of: chosen, size: exampleSize))
      }
    let examples =
      switch first.targets {
      case .labels(let labels): LabeledExamples(values: values, labels: labels)
      case .numbers(let numbers):
        LabeledExamples(
          values: values, numbers: numbers, size: numbers.count / max(1, first.count))
      }
    return try Dataset(
      name: name, exampleShape: exampleShape, target: target, features: features,
      otherColumns: otherColumns, training: examples, validation: examples, test: examples)
  }
}
