import NeuralNetworks

extension BenchmarkNetwork {
  /// The rule by which the network is trained.
  package enum Rule: Sendable, Codable, Equatable {
    case sgd(rate: Double)
    case adam(rate: Double)

    /// The optimiser as users write it.
    var optimizer: any Optimizer {
      switch self {
      case .sgd(let rate): SGD(learningRate: LearningRate(rate))
      case .adam(let rate): Adam(learningRate: LearningRate(rate))
      }
    }
  }
}
