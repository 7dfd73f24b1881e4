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
    let isGrid = variations.allSatisfy { if case .list = $0.values { true } else { false } }
    guard isGrid || trials != nil else { throw SweepError.trialsMissing }
    var random = try RandomState(seed: seed)
    let lists = variations.compactMap { $0.list(atMost: Self.mostTrials) }
    let (count, overflow) = lists.reduce((1, false)) { product, list in
      let (count, overflow) = product.0.multipliedReportingOverflow(by: list.count)
      return (count, overflow || product.1)
    }
    let isShort = lists.count == variations.count && !overflow && count <= Self.mostTrials
    // Of more combinations than can be put in an order, each is drawn by itself.
    guard isShort else {
      guard let trials else { throw SweepError.trials(overflow ? .max : count) }
      self.trials = try Self.search(variations, trials: trials, &random)
      return
    }
    let order =
      if let trials, trials < count {
        try Array(random.permutation(count).prefix(trials))
      } else {
        Array(0..<count)
      }
    self.trials = order.map { Self.combination($0, of: lists) }
  }

  /// Trials that are drawn at random, each other than those before it. They are fewer than asked for
  /// if there are no more, as in a range of few numbers.
  private static func search(
    _ variations: [SweepVariation], trials count: Int, _ random: inout RandomState
  ) throws -> [[String]] {
    var (trials, seen, misses): ([[String]], Set<[String]>, Int) = ([], [], 0)
    while trials.count < count, misses < mostMisses {
      let trial = try variations.map { try $0.value(&random) }
      misses += 1
      guard seen.insert(trial).inserted else { continue }
      trials.append(trial)
      misses = 0
    }
    return trials
  }

  /// A search ends after this many repeated draws in a row.
  private static let mostMisses = 1000

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
