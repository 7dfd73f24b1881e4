import Datasets

/// How right a model is about examples.
public enum Evaluation: Sendable, Equatable {
  /// It tells classes.
  case classification(ClassificationResult)
  /// It tells numbers.
  case regression(RegressionResult)

  /// The error that training makes small: the fraction of wrong answers, or the mean squared error.
  public var error: Double {
    switch self {
    case .classification(let result): result.error
    case .regression(let result): result.meanSquaredError
    }
  }

  /// What the predictions come to beside what is expected.
  ///
  /// - Throws: `ProgramError` where the model tells classes and the examples have numbers, or the
  ///   other way round.
  init(
    of predictions: [Prediction], expected: LabeledExamples.Targets, target: Dataset.Target
  ) throws {
    switch (target, expected) {
    case (.classes(let names), .labels(let labels)):
      self = .classification(ClassificationResult(predictions, labels, classNames: names))
    case (.numbers(let names), .numbers(let numbers)):
      self = .regression(RegressionResult(predictions, numbers, names: names))
    case (.classes, .numbers), (.numbers, .labels):
      throw ProgramError.otherTargets
    }
  }
}

/// How often a model tells the right class.
public struct ClassificationResult: Sendable, Equatable {
  /// The names of the classes, in the order of the labels.
  public let classNames: [String]
  /// How many examples of each class, first index, are taken for each, second index.
  public let confusion: [[Int]]
  /// The number of examples whose class is none of the five most probable.
  public let wrongAmongFive: Int

  /// Predictions beside the labels of the examples.
  init(_ predictions: [Prediction], _ labels: [Int32], classNames: [String]) {
    self.classNames = classNames
    var confusion = [[Int]](
      repeating: [Int](repeating: 0, count: classNames.count), count: classNames.count)
    var wrongAmongFive = 0
    for (prediction, label) in zip(predictions, labels) {
      guard case .label(let found, let probabilities) = prediction else { continue }
      let expected = Int(label)
      confusion[expected][found] += 1
      // Ties count for the right class: those before it have to be more probable.
      let before = probabilities.count { $0 > probabilities[expected] }
      if before >= 5 { wrongAmongFive += 1 }
    }
    self.confusion = confusion
    self.wrongAmongFive = wrongAmongFive
  }

  /// The number of examples.
  public var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }
  /// The number of wrong answers.
  public var wrong: Int { count - confusion.indices.reduce(0) { $0 + confusion[$1][$1] } }
  /// The fraction of wrong answers.
  public var error: Double { Self.ratio(wrong, count) }
  /// The fraction of examples whose class is none of the five most probable.
  public var topFiveError: Double { Self.ratio(wrongAmongFive, count) }

  /// The number of examples of a class.
  public func count(ofClass label: Int) -> Int { confusion[label].reduce(0, +) }

  /// Of the examples of a class, the fraction that is taken for it.
  public func recall(ofClass label: Int) -> Double {
    Self.ratio(confusion[label][label], count(ofClass: label))
  }

  /// Of the examples that are taken for a class, the fraction that is of it.
  public func precision(ofClass label: Int) -> Double {
    Self.ratio(confusion[label][label], confusion.reduce(0) { $0 + $1[label] })
  }

  /// NaN where there is nothing to divide by.
  private static func ratio(_ part: Int, _ whole: Int) -> Double { Double(part) / Double(whole) }
}

/// How near a model comes to numbers.
public struct RegressionResult: Sendable, Equatable {
  /// The names of the numbers.
  public let names: [String]
  /// The number of examples.
  public let count: Int
  /// The mean squared error of each number.
  public let squaredErrors: [Double]
  /// The mean absolute error of each number.
  public let absoluteErrors: [Double]
  /// The share of each number's variance that the model explains (R², the coefficient of
  /// determination).
  public let explained: [Double]

  /// The mean squared error of all numbers.
  public var meanSquaredError: Double {
    squaredErrors.reduce(0, +) / Double(squaredErrors.count)
  }

  /// Predictions beside the numbers of the examples.
  init(_ predictions: [Prediction], _ expected: [Float], names: [String]) {
    self.names = names
    let width = names.count
    count = predictions.count
    var squared = [Double](repeating: 0, count: width)
    var absolute = squared
    var mean = squared
    for (index, value) in expected.enumerated() { mean[index % width] += Double(value) }
    mean = mean.map { $0 / Double(max(1, predictions.count)) }
    var variance = [Double](repeating: 0, count: width)
    for (row, prediction) in predictions.enumerated() {
      guard case .numbers(let found) = prediction else { continue }
      for column in 0..<width {
        let value = Double(expected[row * width + column])
        let difference = Double(found[column]) - value
        squared[column] += difference * difference
        absolute[column] += abs(difference)
        variance[column] += (value - mean[column]) * (value - mean[column])
      }
    }
    explained = zip(squared, variance).map { 1 - $0 / $1 }
    squaredErrors = squared.map { $0 / Double(predictions.count) }
    absoluteErrors = absolute.map { $0 / Double(predictions.count) }
  }
}
