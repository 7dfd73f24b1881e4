import Foundation

/// The lines that the deeplearning.net tutorials print, word for word, in each script's variant.
public enum TutorialWording: CaseIterable, Sendable {
  /// `convolutional_mlp.py`: the LeNet.
  case lenet
  /// `logistic_sgd.py`.
  case logisticRegression
  /// `mlp.py`.
  case multilayerPerceptron

  /// What a script announces before it begins.
  public enum Stage: Sendable {
    /// What comes first, second and third.
    case loadingData, buildingModel, training
  }

  /// The line that announces a stage.
  public func announcement(of stage: Stage) -> String {
    switch stage {
    case .loadingData: "... loading data"
    case .buildingModel: "... building the model"
    case .training: self == .logisticRegression ? "... training the model" : "... training"
    }
  }

  /// The line before a training step, which only the LeNet has, every hundred steps.
  func stepLine(_ position: TrainingPosition) -> String? {
    // The tutorial counts iterations from 0.
    let index = position.iteration - 1
    guard self == .lenet, index % 100 == 0 else { return nil }
    return "training @ iter =  \(index)"
  }

  /// The line about the mean cost of an epoch's minibatches so far, for which the tutorials have
  /// none.
  func costLine(_ position: TrainingPosition, cost: Double) -> String {
    "\(place(position)), training cost \(String(format: "%f", cost))"
  }

  /// The line about a validation.
  func validationLine(_ position: TrainingPosition, error: Double) -> String {
    "\(place(position)), validation error \(percent(error))"
  }

  /// The line about a test of the best parameters.
  func testLine(_ position: TrainingPosition, error: Double) -> String {
    "     \(place(position)), test error of best model \(percent(error))"
  }

  /// The lines at the end of training.
  func completionLines(_ result: TrainingResult) -> [String] {
    switch self {
    case .lenet:
      ["Optimization complete.", bestLine(result)]
    case .logisticRegression:
      [
        "Optimization complete with best validation score of \(percent(validationError(result))),"
          + "with test performance \(percent(testError(result)))",
        "The code run for \(result.epochs) epochs, with "
          + String(format: "%f epochs/sec", Double(result.epochs) / result.timing.seconds),
      ]
    case .multilayerPerceptron:
      ["Optimization complete. \(bestLine(result))"]
    }
  }

  /// The lines after an interruption, for which the tutorials have none.
  func interruptionLines(_ result: TrainingResult) -> [String] {
    let after = "Interrupted after iteration \(result.iterations)"
    return result.best == nil
      ? ["\(after), before the first validation."] : ["\(after).", bestLine(result)]
  }

  /// The line that says what the figures of the best parameters are: of a "score" of 1 %, nobody
  /// knows whether it is good.
  public func errorRateLine(_ result: TrainingResult) -> String {
    guard let best = result.best else { return "No error rate was measured." }
    let test = best.testError.map { ", on the test set \(percent($0))" } ?? ""
    return "Error rate of the best parameters on the validation set "
      + "\(percent(best.validationError))\(test)."
  }

  /// The line that says where a run has saved its best parameters, or that it has not.
  public func savedLine(path: String?) -> String {
    path.map { "The best parameters are in '\($0)'." } ?? "No parameters were saved."
  }

  /// The line that a script ends with on standard error: how long it ran.
  ///
  /// - Parameter program: the name that stands where the tutorial has its file.
  public func runTimeLine(program: String, seconds: Double) -> String {
    let time =
      self == .logisticRegression
      ? String(format: "%.1fs", seconds) : String(format: "%.2fm", seconds / 60)
    return "The code for file \(program) ran for \(time)"
  }

  /// The lines about the classes of the first images of the test set: `predict()` of
  /// `logistic_sgd.py`, for every model.
  public func predictionLines(_ predictions: [Prediction]) -> [String] {
    let answers = predictions.map { prediction in
      switch prediction {
      case .label(let label, _): "\(label)"
      case .numbers(let numbers): numbers.map { "\($0)" }.joined(separator: ",")
      }
    }
    return [
      "Predicted values for the first \(predictions.count) examples in test set:",
      "[\(answers.joined(separator: " "))]",
    ]
  }

  private func bestLine(_ result: TrainingResult) -> String {
    "Best validation score of \(percent(validationError(result))) obtained at iteration "
      + "\(result.best?.iteration ?? 1), with test performance \(percent(testError(result)))"
  }

  // Without a best, the tutorials print what their variables begin with.
  private func validationError(_ result: TrainingResult) -> Double {
    result.best?.validationError ?? .infinity
  }

  private func testError(_ result: TrainingResult) -> Double { result.best?.testError ?? 0 }

  private func place(_ position: TrainingPosition) -> String {
    "epoch \(position.epoch), minibatch \(position.minibatch)/\(position.minibatches)"
  }

  private func percent(_ error: Double) -> String { String(format: "%f %%", error * 100) }
}
