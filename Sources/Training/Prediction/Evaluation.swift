import Datasets

/// The errors of a model on a set of examples.
public enum Evaluation: Sendable, Equatable {
  /// The result of a classifier.
  case classification(ClassificationResult)
  /// The result of a regression.
  case regression(RegressionResult)

  /// The error that early stopping compares: the error rate, or the mean squared error.
  public var error: Double {
    switch self {
    case .classification(let result): result.error
    case .regression(let result): result.meanSquaredError
    }
  }

  /// Compares predictions with targets.
  ///
  /// - Throws: `ProgramError` if the model predicts classes and the targets are numbers, or the
  ///   reverse.
  init(
    of predictions: [Prediction], expected: LabeledExamples.Targets, target: Dataset.Target
  ) throws {
    switch (target, expected) {
    case (.classes(let names), .labels(let labels)):
      self = .classification(
        try ClassificationResult(predictions, labels, classNames: names))
    case (.numbers(let names), .numbers(let numbers)):
      self = .regression(
        try RegressionResult(predictions, numbers, names: names))
    case (.classes, .numbers), (.numbers, .labels):
      throw ProgramError.otherTargets
    }
  }
}

/// The confusion matrix of a classifier, with the rates that follow from it.
public struct ClassificationResult: Sendable, Equatable {
  /// The names of the classes, in the order of the labels.
  public let classNames: [String]
  /// The confusion matrix: the number of examples by true class (first index) and predicted class
  /// (second index).
  public let confusion: [[Int]]
  /// The number of top-5 errors: examples whose class is not among the five most probable.
  public let topFiveErrors: Int

  /// Compares predictions with labels.
  ///
  /// - Throws: `ProgramError` for predictions that are numbers.
  init(_ predictions: [Prediction], _ labels: [Int32], classNames: [String]) throws {
    self.classNames = classNames
    var confusion = [[Int]](
      repeating: [Int](repeating: 0, count: classNames.count), count: classNames.count)
    var topFiveErrors = 0
    for (prediction, label) in zip(predictions, labels) {
      guard case .label(let found, let probabilities) = prediction else {
        throw ProgramError.otherTargets
      }
      let expected = Int(label)
      confusion[expected][found] += 1
      // A tie counts as correct: only classes that are more probable come before.
      let before = probabilities.count { $0 > probabilities[expected] }
      if before >= 5 { topFiveErrors += 1 }
    }
    self.confusion = confusion
    self.topFiveErrors = topFiveErrors
  }

  /// The number of examples.
  public var count: Int { confusion.reduce(0) { $0 + $1.reduce(0, +) } }
  /// The number of misclassified examples.
  public var wrong: Int { count - confusion.indices.reduce(0) { $0 + confusion[$1][$1] } }
  /// The error rate: the fraction of misclassified examples.
  public var error: Double { Self.ratio(wrong, count) }
  /// The top-5 error: the fraction of examples whose class is not among the five most probable;
  /// `nil` if there are no more than five classes.
  public var topFiveError: Double? {
    classNames.count > 5 ? Self.ratio(topFiveErrors, count) : nil
  }

  /// The number of examples of a class.
  public func count(ofClass label: Int) -> Int { confusion[label].reduce(0, +) }

  /// The recall of a class: the fraction of its examples that are predicted as it.
  public func recall(ofClass label: Int) -> Double {
    Self.ratio(confusion[label][label], count(ofClass: label))
  }

  /// The precision of a class: the fraction of the predictions of it that are right.
  public func precision(ofClass label: Int) -> Double {
    Self.ratio(confusion[label][label], confusion.reduce(0) { $0 + $1[label] })
  }

  /// The quotient, or NaN for 0 / 0.
  private static func ratio(_ part: Int, _ whole: Int) -> Double { Double(part) / Double(whole) }
}

/// The errors of a regression, for each target.
public struct RegressionResult: Sendable, Equatable {
  /// The names of the targets.
  public let names: [String]
  /// The number of examples.
  public let count: Int
  /// The mean squared error of each target.
  public let meanSquaredErrors: [Double]
  /// The mean absolute error of each target.
  public let meanAbsoluteErrors: [Double]
  /// The coefficient of determination, R², of each target: the fraction of its variance that the
  /// model explains; `nil` for a target that is the same everywhere.
  public let r2: [Double?]

  /// The mean squared error over all targets.
  public var meanSquaredError: Double {
    meanSquaredErrors.reduce(0, +) / Double(meanSquaredErrors.count)
  }

  /// Compares predictions with the numbers of the examples.
  ///
  /// - Throws: `ProgramError` for predictions that are classes.
  init(_ predictions: [Prediction], _ expected: [Float], names: [String]) throws {
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
      guard case .numbers(let found) = prediction else { throw ProgramError.otherTargets }
      for column in 0..<width {
        let value = Double(expected[row * width + column])
        let difference = Double(found[column]) - value
        squared[column] += difference * difference
        absolute[column] += abs(difference)
        variance[column] += (value - mean[column]) * (value - mean[column])
      }
    }
    r2 = zip(squared, variance).map { $1 > 0 ? 1 - $0 / $1 : nil }
    meanSquaredErrors = squared.map { $0 / Double(predictions.count) }
    meanAbsoluteErrors = absolute.map { $0 / Double(predictions.count) }
  }
}
