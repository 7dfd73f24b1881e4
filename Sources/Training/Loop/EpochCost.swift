/// The mean cost of an epoch's minibatches so far.
struct EpochCost {
  private var epoch = 0
  private var sum = 0.0
  private var count = 0

  /// Takes note of the cost of a minibatch; the first of an epoch begins a new mean.
  mutating func add(_ cost: Double, at position: TrainingPosition) {
    if position.epoch != epoch { self = EpochCost(epoch: position.epoch) }
    sum += cost
    count += 1
  }

  /// The mean, or NaN before the first minibatch.
  var mean: Double { sum / Double(count) }

  /// No costs.
  init() {}

  private init(epoch: Int) { self.epoch = epoch }
}
