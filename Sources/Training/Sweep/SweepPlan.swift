import RandomNumbers

/// The trials of a sweep: the values of its options in each.
public struct SweepPlan: Sendable, Equatable, Codable {
  /// The most trials of a sweep.
  public static let mostTrials = 10_000

  /// The names of the options, without dashes.
  public let options: [String]
  /// The values of the options in each trial, in their order.
  public let trials: [[String]]

  /// A grid of all combinations of lists, or a random search.
  ///
  /// - Parameters:
  ///   - trials: the number of trials of a random search; all combinations of the lists unless
  ///     given, or if they are not more.
  ///   - seed: the seed of the random search.
  /// - Throws: `SweepError` for too many trials, an option that is named twice, or ranges without a
  ///   number of trials.
  public init(_ variations: [SweepVariation], trials: Int?, seed: Int) throws {
    options = variations.map(\.option)
    for option in options where options.filter({ $0 == option }).count > 1 {
      throw SweepError.repeated(option)
    }
    if let trials, !(1...Self.mostTrials ~= trials) { throw SweepError.trials(trials) }
    let lists = variations.compactMap { variation -> [String]? in
      if case .list(let list) = variation.values { list } else { nil }
    }
    var random = try RandomState(seed: seed)
    guard lists.count == variations.count else {
      guard let trials else { throw SweepError.trialsMissing }
      self.trials = try (0..<trials).map { _ in
        try variations.map { try $0.value(&random) }
      }
      return
    }
    let (count, overflow) = lists.reduce((1, false)) { product, list in
      let (count, overflow) = product.0.multipliedReportingOverflow(by: list.count)
      return (count, overflow || product.1)
    }
    guard !overflow, count <= Self.mostTrials else {
      throw SweepError.trials(overflow ? .max : count)
    }
    let order =
      if let trials, trials < count {
        try Array(random.permutation(count).prefix(trials))
      } else {
        Array(0..<count)
      }
    self.trials = order.map { Self.combination($0, of: lists) }
  }

  /// One of the combinations of lists, of which the last varies first.
  private static func combination(_ index: Int, of lists: [[String]]) -> [String] {
    var rest = index
    let reversed = lists.reversed().map { list in
      defer { rest /= list.count }
      return list[rest % list.count]
    }
    return reversed.reversed()
  }

  /// The first trials that have a value which none before them has, at most so many.
  package func trialsWithNewValues(atMost count: Int) -> [Int] {
    var seen = options.map { _ in Set<String>() }
    var found: [Int] = []
    for (trial, values) in trials.enumerated() where found.count < count {
      let news = values.indices.filter { seen[$0].insert(values[$0]).inserted }
      if !news.isEmpty { found.append(trial) }
    }
    return found
  }

  /// The words that give a trial's values on a command line.
  package func words(of trial: Int) -> [String] {
    zip(options, trials[trial]).flatMap { ["--\($0)", $1] }
  }
}
