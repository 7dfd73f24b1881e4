/// The mean cost of an epoch's minibatches so far.
struct EpochCost: Hashable {
  /// The sum of the costs.
  private(set) var sum = 0.0
  /// The number of minibatches.
  private(set) var count = 0

  /// No costs.
  init() {}

  /// The costs of so many minibatches.
  init(sum: Double, count: Int) {
    self.sum = sum
    self.count = count
  }

  /// Takes note of the cost of a minibatch; the first of an epoch begins a new mean.
  mutating func add(_ cost: Double, at position: TrainingPosition) {
    if position.minibatch == 1 { self = EpochCost() }
    sum += cost
    count += 1
  }

  /// The mean, or NaN before the first minibatch.
  var mean: Double { sum / Double(count) }
}
