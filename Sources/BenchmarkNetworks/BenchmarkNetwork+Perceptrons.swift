extension BenchmarkNetwork {
  /// Two hidden layers of several widths, for digits.
  static let perceptrons: [BenchmarkNetwork] = [
    perceptron("mlp-256", units: 256, optimizer: .sgd(rate: 0.01)),
    perceptron("mlp-1024", units: 1024, optimizer: .adam(rate: 0.001)),
    perceptron("mlp-4096", units: 4096, optimizer: .sgd(rate: 0.01)),
  ]

  private static func perceptron(
    _ name: String, units: Int, optimizer: Rule
  ) -> BenchmarkNetwork {
    BenchmarkNetwork(
      name, image: [1, 28, 28], batchSize: 128, optimizer: optimizer,
      layers: [.flatten, .dense(units: units), .relu, .dense(units: units), .relu])
  }
}
