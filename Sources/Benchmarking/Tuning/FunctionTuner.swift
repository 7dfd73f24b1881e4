import Compiler
import Frontend
import Lowering
import Schedule
import Toolchain

/// Times the ways in which a function's convolutions and matrix products can be computed, and
/// chooses among them.
struct FunctionTuner {
  let definition: FunctionDefinition
  /// How the function is compiled, but for what is chosen.
  let options: CompileOptions
  /// The number of calls that are timed; kernels are timed in a quarter as many.
  let calls: Int
  /// The arguments of each call, by its number.
  let arguments: @Sendable (Int) -> [any FunctionArgument]

  /// The most ways of a node that are timed: those of the fewest cycles by the cost model.
  private static let mostWays = 6
  /// A way that the cost model finds so many times as slow as the best is not timed.
  private static let worstRatio = 3.0
  /// How much faster a way has to be for it to be taken: less is noise.
  static let leastGain = 0.05
  /// How often all are timed in turn. A slower minute of the machine is slower for all then.
  private static let turns = 3
  /// What is measured in turns has settled sooner than what is measured once.
  private static let settling = Duration.milliseconds(100)

  /// A node with its ways, the one of the cost model first.
  private struct Contest {
    let node: Int
    let ways: [Choice.Candidate]

    func way(_ round: Int) -> Choice.Candidate { ways[round < ways.count ? round : 0] }
  }

  /// Measures, and keeps what is found in the cache.
  ///
  /// - Throws: what the compiler throws; `ToolchainError` where the cache cannot be written.
  func run() throws -> TuningReport.Function {
    let model = try GeneratedFunction(definition, options: optionsOfContests(.model))
    let contests = contests(model.plan)
    let times = try measure(contests)
    let choices = contests.map { contest in
      TuningReport.Choice(
        node: contest.node,
        kernel: model.schedule.kernelName(of: model.plan.kernelNodes(of: contest.node)),
        ways: contest.ways.map { way in
          TuningReport.Way(
            name: way.name, cycles: way.cycles, milliseconds: times[contest.node]?[way.name] ?? .nan
          )
        })
    }
    var tuned = TunedChoices(choices.map { ($0, $0.fastest.name) })
    let isOther = choices.contains { !$0.isModelRight }
    let least = try measure([.model] + (isOther ? [.measured(tuned)] : []))
    // What is faster by itself can be slower beside others.
    let isFaster = isOther && least[1] < least[0]
    if !isFaster { tuned = TunedChoices(choices.map { ($0, $0.ways[0].name) }) }
    try options.keep(tuned, for: model.optimizedGraph)
    return TuningReport.Function(
      name: definition.graph.name, modelMilliseconds: least[0],
      tunedMilliseconds: isFaster ? least[1] : least[0], isTuned: isFaster, choices: choices)
  }

  private func options(_ tuning: TuningSource) -> CompileOptions {
    var options = options
    options.tuning = tuning
    return options
  }

  /// The options under which each node has a kernel of its own, whose time can be told from that of
  /// others.
  private func optionsOfContests(_ tuning: TuningSource) throws -> CompileOptions {
    var options = options(tuning)
    options.optimization = try options.optimization.excluding("join-gradients")
    return options
  }

  private func contests(_ plan: Plan) -> [Contest] {
    plan.choices.sorted { $0.key < $1.key }.compactMap { node, choice in
      let model = choice.way
      let others = choice.candidates.filter { $0.name != model }.sorted { $0.cycles < $1.cycles }
      guard let first = choice.candidates.first(where: { $0.name == model }) else { return nil }
      let ways =
        [first]
        + others.prefix(Self.mostWays - 1).filter { $0.cycles <= first.cycles * Self.worstRatio }
      return ways.count > 1 ? Contest(node: node, ways: ways) : nil
    }
  }

  /// The least milliseconds of each way of each node, by its name.
  private func measure(_ contests: [Contest]) throws -> [Int: [String: Double]] {
    let rounds = contests.map(\.ways.count).max() ?? 0
    let measured = try (0..<rounds).map { round in
      try optionsOfContests(
        .measured(
          TunedChoices(
            nodes: contests.map {
              TunedChoices.Node(node: $0.node, way: $0.way(round).name, measurements: [])
            })))
    }
    // In the cache already when they are measured.
    let definition = definition
    _ = try SystemThreads.map(rounds) { round in
      var options = measured[round]
      options.timesKernels = true
      _ = try Function(definition, options: options)
    }
    var times: [Int: [String: Double]] = [:]
    for _ in 0..<Self.turns {
      for round in 0..<rounds {
        let (function, samples) = try FunctionMeasurement(
          definition: definition, options: measured[round], calls: calls, settling: Self.settling,
          arguments: arguments
        ).kernelSamples()
        for contest in contests {
          let time = function.schedule.milliseconds(
            of: function.plan.kernelNodes(of: contest.node), samples.map(\.minimum))
          let way = contest.way(round).name
          times[contest.node, default: [:]][way] = min(
            time, times[contest.node]?[way] ?? .infinity)
        }
      }
    }
    return times
  }

  /// The least milliseconds of a call by each of several sources of choices.
  private func measure(_ sources: [TuningSource]) throws -> [Double] {
    let measurements = sources.map {
      FunctionMeasurement(
        definition: definition, options: options($0), calls: calls, settling: Self.settling,
        arguments: arguments)
    }
    var least = [Double](repeating: .infinity, count: sources.count)
    for _ in 0..<Self.turns {
      for (number, measurement) in measurements.enumerated() {
        least[number] = min(least[number], try measurement.callTimes().minimum)
      }
    }
    return least
  }
}

extension TunedChoices {
  /// - Parameter choices: what was measured, and the name of the way that is taken.
  fileprivate init(_ choices: [(choice: TuningReport.Choice, way: String)]) {
    self.init(
      nodes: choices.map { choice, way in
        Node(
          node: choice.node, way: way,
          measurements: choice.ways.map {
            Measurement(way: $0.name, milliseconds: $0.milliseconds)
          })
      })
  }
}

extension Schedule {
  /// The kernels that compute nodes, and those that only move what these read or write.
  private func kernels(of nodes: Set<Int>) -> [Int] {
    let computing = kernels.indices.filter { !nodes.isDisjoint(with: kernels[$0].nodes) }
    let read = Set(computing.flatMap { kernels[$0].reads })
    let written = Set(computing.flatMap { kernels[$0].writes })
    return kernels.indices.filter { number in
      let kernel = kernels[number]
      return computing.contains(number)
        || kernel.nodes.isEmpty
          && (!read.isDisjoint(with: kernel.writes) || !written.isDisjoint(with: kernel.reads))
    }
  }

  fileprivate func milliseconds(of nodes: Set<Int>, _ times: [Double]) -> Double {
    kernels(of: nodes).reduce(0) { $0 + times[$1] }
  }

  /// The name of the kernel that computes nodes.
  fileprivate func kernelName(of nodes: Set<Int>) -> String {
    kernels.first { !nodes.isDisjoint(with: $0.nodes) }?.name ?? ""
  }
}
