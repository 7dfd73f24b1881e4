import Diagnostics

/// Examples with their targets.
public struct LabeledExamples: Sendable, Equatable {
  /// The targets, one example after another.
  public enum Targets: Sendable, Equatable {
    /// The class of each example, counted from 0.
    case labels([Int32])
    /// Numbers, as many for each example as the data set has targets.
    case numbers([Float])
  }

  /// The values, of shape (example, …): pixels (example, channel, row, column), or features
  /// (example, feature).
  public let values: ExampleValues

  /// The targets.
  public let targets: Targets

  /// How many examples there are.
  public let count: Int

  /// The class of each example, (example,); empty if the targets are numbers.
  public var labels: [Int32] {
    switch targets {
    case .labels(let labels): labels
    case .numbers: []
    }
  }

  /// Examples with the given values and classes; `Dataset` checks that they fit together.
  public init(values: ExampleValues, labels: [Int32]) {
    self.values = values
    targets = .labels(labels)
    count = labels.count
  }

  /// Examples with the given values and `size` numbers as targets each.
  public init(values: ExampleValues, numbers: [Float], size: Int = 1) {
    self.values = values
    targets = .numbers(numbers)
    count = numbers.count / max(1, size)
  }

  /// Some of the examples, in the given order.
  ///
  /// - Parameter size: the number of values of an example.
  /// - Throws: `MemoryError` where there is no memory for them.
  package func selecting(_ examples: [Int], size: Int) throws -> LabeledExamples {
    let values = try values.selecting(examples, size: size)
    switch targets {
    case .labels(let labels):
      return LabeledExamples(values: values, labels: examples.map { labels[$0] })
    case .numbers(let numbers):
      let width = count == 0 ? 1 : numbers.count / count
      return LabeledExamples(
        values: values,
        numbers: examples.flatMap { numbers[$0 * width..<($0 + 1) * width] }, size: width)
    }
  }
}

extension LabeledExamples {
  /// The indices of the examples.
  var indices: Range<Int> { 0..<count }

  /// The examples of several sets, one set after the other.
  ///
  /// - Parameter size: the number of values of an example.
  /// - Throws: `DatasetError` where values cannot be read, `MemoryError` where there is no memory
  ///   for them.
  init(joining parts: [LabeledExamples], size: Int) throws {
    let values = try ExampleValues(joining: parts.map(\.values), size: size)
    let labels = parts.flatMap(\.labels)
    let numbers = parts.flatMap { part -> [Float] in
      if case .numbers(let numbers) = part.targets { numbers } else { [] }
    }
    let count = parts.map(\.count).reduce(0, +)
    if numbers.isEmpty {
      self.init(values: values, labels: labels)
    } else {
      self.init(values: values, numbers: numbers, size: numbers.count / max(1, count))
    }
  }
}

extension ExampleValues {
  /// The values of several sets, one set after the other.
  init(joining parts: [ExampleValues], size: Int) throws {
    if parts.count == 1 {
      self = parts[0]
      return
    }
    let stored = parts.compactMap { part -> StoredValues? in
      if case .stored(let values) = part { values } else { nil }
    }
    if stored.count == parts.count {
      self = .stored(StoredValues(joining: stored))
      return
    }
    let count = parts.map(\.count).reduce(0, +)
    let isBytes = parts.allSatisfy { $0.element == .byte }
    try MemoryError.check(count * (isBytes ? 1 : 4), for: .examples(count / max(1, size)))
    self =
      isBytes
      ? .bytes(
        parts.flatMap { part -> [UInt8] in
          if case .bytes(let levels) = part { levels } else { [] }
        })
      : .floats(parts.flatMap(\.floats))
  }
}
