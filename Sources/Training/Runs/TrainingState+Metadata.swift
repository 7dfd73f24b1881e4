/// The state of a run as the strings of a checkpoint's metadata.
extension TrainingState {
  private static let epochKey = "epoch"
  private static let stepKey = "step"
  private static let patienceKey = "patience"
  private static let costKey = "epoch_cost_sum"
  private static let costCountKey = "epoch_steps"
  private static let bestStepKey = "best_step"
  private static let validationErrorKey = "best_validation_error"
  private static let testErrorKey = "best_test_error"

  /// The metadata. Swift's text of a number is the shortest that is read as the same number.
  ///
  /// - Parameter minibatches: the number of minibatches of an epoch.
  func metadata(minibatches: Int) -> [String: String] {
    var metadata = [
      Self.epochKey: "\((max(1, iterations) - 1) / minibatches + 1)",
      Self.stepKey: "\(iterations)", Self.patienceKey: "\(patience)",
      Self.costKey: "\(cost.sum)", Self.costCountKey: "\(cost.count)",
    ]
    if let best {
      metadata[Self.bestStepKey] = "\(best.iteration)"
      metadata[Self.validationErrorKey] = "\(best.validationError)"
      metadata[Self.testErrorKey] = best.testError.map { "\($0)" }
    }
    return metadata
  }

  /// The state in the metadata of a checkpoint; `nil` where a part of it is missing, no number, or
  /// one that no run has: the file is not trusted.
  package init?(metadata: [String: String]) {
    func integer(_ key: String) -> Int? {
      metadata[key].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }
    func number(_ key: String) -> Double? { metadata[key].flatMap { Double($0) } }
    func error(_ key: String) -> Double? {
      number(key).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }
    guard let iterations = integer(Self.stepKey), let patience = integer(Self.patienceKey),
      let sum = number(Self.costKey), !sum.isNaN, let count = integer(Self.costCountKey),
      count <= iterations
    else { return nil }
    self.init(patience: patience)
    self.iterations = iterations
    cost = EpochCost(sum: sum, count: count)
    guard metadata[Self.bestStepKey] != nil else { return }
    guard let step = integer(Self.bestStepKey), step <= iterations,
      let validationError = error(Self.validationErrorKey)
    else { return nil }
    let testError = error(Self.testErrorKey)
    guard testError != nil || metadata[Self.testErrorKey] == nil else { return nil }
    best = .init(validationError: validationError, iteration: step, testError: testError)
  }
}
