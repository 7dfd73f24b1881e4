extension BenchmarkNetwork {
  /// Networks of residual blocks (He, Zhang, Ren and Sun, 2016) for small images.
  static let residual: [BenchmarkNetwork] = [
    // The paper's network for CIFAR-10 with two blocks of each width: 14 layers.
    BenchmarkNetwork(
      "residual", batchSize: 128,
      layers: normalized(.convolution(filters: 16, extent: 3, padding: .same, bias: false)) + [
        .relu
      ]
        + [(16, 16, 1), (16, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1)].flatMap {
          basicBlock(from: $0, to: $1, stride: $2)
        } + [.globalAveragePool]),
    BenchmarkNetwork(
      "bottleneck", batchSize: 64,
      layers: normalized(.convolution(filters: 16, extent: 3, padding: .same, bias: false)) + [
        .relu
      ]
        + [(16, 64, 1), (64, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2)].flatMap {
          bottleneck(from: $0, to: $1, width: $1 / 4, stride: $2)
        } + [.globalAveragePool]),
    // Xie et al., 2017 (ResNeXt): the 3x3 convolutions have eight groups.
    BenchmarkNetwork(
      "grouped-convolutions", batchSize: 64,
      layers: normalized(.convolution(filters: 16, extent: 3, padding: .same, bias: false)) + [
        .relu
      ]
        + [(16, 64, 1), (64, 128, 2), (128, 256, 2)].flatMap {
          bottleneck(from: $0, to: $1, width: $1 / 2, stride: $2, groups: 8)
        } + [.globalAveragePool]),
  ]

  private static func normalized(_ convolution: Layer) -> [Layer] { [convolution, .batchNorm] }

  /// Two convolutions of 3x3.
  private static func basicBlock(from inputs: Int, to filters: Int, stride: Int) -> [Layer] {
    block(
      normalized(
        .convolution(filters: filters, extent: 3, stride: stride, padding: .same, bias: false))
        + [.relu]
        + normalized(.convolution(filters: filters, extent: 3, padding: .same, bias: false)),
      from: inputs, to: filters, stride: stride)
  }

  /// A convolution of 3x3 between two of 1x1, the first of which leaves it few channels.
  private static func bottleneck(
    from inputs: Int, to filters: Int, width: Int, stride: Int, groups: Int = 1
  ) -> [Layer] {
    block(
      normalized(.convolution(filters: width, extent: 1, bias: false)) + [.relu]
        + normalized(
          .convolution(
            filters: width, extent: 3, stride: stride, padding: .same, groups: groups, bias: false))
        + [.relu] + normalized(.convolution(filters: filters, extent: 1, bias: false)),
      from: inputs, to: filters, stride: stride)
  }

  /// The layers as a residual block, with a convolution of 1x1 as its shortcut where the shape
  /// changes.
  private static func block(
    _ layers: [Layer], from inputs: Int, to filters: Int, stride: Int
  ) -> [Layer] {
    let shortcut =
      inputs == filters && stride == 1
      ? [] : normalized(.convolution(filters: filters, extent: 1, stride: stride, bias: false))
    return [.residual(layers: layers, shortcut: shortcut), .relu]
  }
}
