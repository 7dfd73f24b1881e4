/// What was found when the ways of computing a model were timed: what `tune` prints as JSON.
public struct TuningReport: Codable, Sendable, Equatable {
  /// A way of computing a convolution or a matrix product.
  public struct Way: Codable, Sendable, Equatable {
    /// Its name, as in `croton explain MODEL --stage plan`.
    public let name: String
    /// The cycles that the cost model estimates.
    public let cycles: Double
    /// The least milliseconds that it was measured to take.
    public let milliseconds: Double

    private enum CodingKeys: String, CodingKey {
      case name, cycles
      case milliseconds = "ms"
    }
  }

  /// A convolution, a gradient of one, or a matrix product, for which there are several ways.
  public struct Choice: Codable, Sendable, Equatable {
    /// The number of its node in the optimised graph.
    let node: Int
    /// The name of its C function.
    public let kernel: String
    /// The ways that were timed, the one of the cost model first.
    public let ways: [Way]

    /// The way that is taken: that of the cost model unless another is faster by more than noise.
    public var fastest: Way {
      guard let least = ways.min(by: { $0.milliseconds < $1.milliseconds }) else { return ways[0] }
      return least.milliseconds < ways[0].milliseconds * (1 - FunctionTuner.leastGain)
        ? least : ways[0]
    }

    /// Whether no way is faster than that of the cost model.
    public var isModelRight: Bool { fastest == ways[0] }
  }

  /// A function of the model.
  public struct Function: Codable, Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The least milliseconds of a call, computed in the ways of the cost model.
    public let modelMilliseconds: Double
    /// The least milliseconds of a call in the ways that are taken from now on.
    public let tunedMilliseconds: Double
    /// Whether these are the fastest ways: together they can be slower than those of the model,
    /// which are then kept.
    public let isTuned: Bool
    /// The choices that there were.
    public let choices: [Choice]

    private enum CodingKeys: String, CodingKey {
      case name, choices
      case modelMilliseconds = "model_ms"
      case tunedMilliseconds = "tuned_ms"
      case isTuned = "tuned"
    }
  }

  /// The name of the model.
  public let model: String
  /// The number of examples in a minibatch.
  public let batchSize: Int
  /// The number of threads that a call used.
  public let threads: Int
  /// The functions, in the order in which they were measured.
  public let functions: [Function]

  private enum CodingKeys: String, CodingKey {
    case model, threads, functions
    case batchSize = "batch_size"
  }

  /// How often the cost model had chosen the fastest way, and of how many.
  public var modelRight: (count: Int, total: Int) {
    let choices = functions.flatMap(\.choices)
    return (choices.count(where: \.isModelRight), choices.count)
  }
}
