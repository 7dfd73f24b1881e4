extension BenchmarkNetwork {
  /// LeNet with one thing changed each.
  static let leNets: [BenchmarkNetwork] = [
    leNet("filters-3x3", convolutions: [(20, 3), (50, 3)]),
    leNet("filters-7x7", convolutions: [(20, 7), (50, 7)]),
    leNet("color-32x32", image: [3, 32, 32]),
    leNet("average-pooling", pooling: .averagePool(window: 2, stride: 2)),
    leNet("relu", activation: .relu),
    // Without pooling a step of 100 images is more work than one of 500 with it.
    leNet("no-pooling", pooling: nil, batchSize: 100),
    BenchmarkNetwork(
      "three-convolutions", image: [1, 28, 28], batchSize: 500, optimizer: .sgd(rate: 0.1),
      layers: [
        .convolution(filters: 20, extent: 5), .maxPool2x2, .tanh,
        .convolution(filters: 50, extent: 3), .maxPool2x2, .tanh,
        .convolution(filters: 80, extent: 3), .tanh,
        .flatten, .dense(units: 500), .tanh,
      ]),
    leNet("odd-sizes", image: [1, 29, 31], convolutions: [(13, 5), (37, 5)], batchSize: 37),
    leNet("double", precision: .double),
  ]

  /// The tutorial's LeNet, but for what is said otherwise.
  private static func leNet(
    _ name: String, image: [Int] = [1, 28, 28],
    convolutions: [(filters: Int, extent: Int)] = [(20, 5), (50, 5)],
    pooling: Layer? = .maxPool2x2, activation: Layer = .tanh, batchSize: Int = 500,
    precision: Precision = .single
  ) -> BenchmarkNetwork {
    var layers: [Layer] = []
    for (filters, extent) in convolutions {
      layers.append(.convolution(filters: filters, extent: extent))
      if let pooling { layers.append(pooling) }
      layers.append(activation)
    }
    return BenchmarkNetwork(
      name, image: image, batchSize: batchSize, optimizer: .sgd(rate: 0.1), precision: precision,
      layers: layers + [.flatten, .dense(units: 500), activation])
  }
}
