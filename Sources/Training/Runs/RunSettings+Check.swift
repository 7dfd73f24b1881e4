import Compiler

extension RunSettings {
  /// Checks that a run which began with these settings gives the same bits with others. What may
  /// differ is the number of threads, that of epochs, and a larger patience.
  ///
  /// - Parameter path: the folder of the run.
  /// - Throws: `RunError.otherSetting`, `RunError.otherPasses`.
  func check(_ now: RunSettings, path: String) throws {
    func check<Value: Equatable>(_ name: String, _ value: (RunSettings) -> Value) throws {
      guard value(self) != value(now) else { return }
      throw RunError.otherSetting(
        path: path, name: name, value: "\(value(self))", given: "\(value(now))")
    }
    // The data may have moved.
    try check("the data") { $0.data.split(separator: "/").last.map(String.init) ?? $0.data }
    try check("this number of training examples:", \.trainingExamples)
    try check("this number of validation examples:", \.validationExamples)
    try check("this number of test examples:", \.testExamples)
    try check("the batch size", \.batchSize)
    try check("the optimiser", \.optimizer)
    try check("the learning rate", \.learningRate)
    try check("the schedule", \.schedule)
    try check("the weight decay", \.weightDecay)
    try check("the L1 factor", \.l1)
    try check("the L2 factor", \.l2)
    try check("the settings of the optimiser") { settings in
      settings.optimizerSettings.sorted { $0.key < $1.key }.map { "\($0) \($1)" }
        .joined(separator: ", ")
    }
    try check("the seed", \.seed)
    try check("shuffling", \.shuffles)
    try check("exact arithmetic", \.exact)
    try check("the precision") { $0.precision ?? Precision.single.rawValue }
    if let blas { try check("the BLAS") { $0.blas ?? blas } }
    if let excludedPasses, let now = now.excludedPasses {
      let differing = Set(excludedPasses).symmetricDifference(now).sorted()
      guard differing.isEmpty else {
        throw RunError.otherPasses(path: path, passes: differing.joined(separator: ", "))
      }
    }
    try check("the patience increase", \.patienceIncrease)
    try check("the improvement threshold", \.improvementThreshold)
    if now.patience < patience { try check("the patience", \.patience) }
    let batches = max(1, trainingExamples / max(1, batchSize))
    try check("validations every so many steps:") { min(batches, $0.patience / 2) }
  }
}
