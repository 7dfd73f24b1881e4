extension BenchmarkNetwork {
  /// Two hidden layers of several widths, for digits; and a small one for many samples.
  static let perceptrons: [BenchmarkNetwork] = [
    perceptron("mlp-256", units: 256, optimizer: .sgd(rate: 0.01)),
    perceptron("mlp-1024", units: 1024, optimizer: .adam(rate: 0.001)),
    perceptron("mlp-4096", units: 4096, optimizer: .sgd(rate: 0.01)),
    // The small perceptron of SimpleChains.jl, which learns the exponentials of 2x2 matrices.
    BenchmarkNetwork(
      "simplechains-mlp", image: [4], batchSize: 10_000, optimizer: .adam(rate: 0.001),
      layers: [.dense(units: 32), .tanh, .dense(units: 16), .tanh], outputs: 4),
  ]

  private static func perceptron(
    _ name: String, units: Int, optimizer: Rule
  ) -> BenchmarkNetwork {
    BenchmarkNetwork(
      name, image: [1, 28, 28], batchSize: 128, optimizer: optimizer,
      layers: [.flatten, .dense(units: units), .relu, .dense(units: units), .relu])
  }
}
