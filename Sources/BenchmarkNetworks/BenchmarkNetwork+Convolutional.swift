extension BenchmarkNetwork {
  /// Convolutional networks as tutorials and papers have them, without residual blocks.
  static let convolutional: [BenchmarkNetwork] = [
    // The CIFAR-10 example of Keras.
    BenchmarkNetwork(
      "keras-cifar-cnn", batchSize: 32, optimizer: .adam(rate: 0.001),
      layers: [
        .convolution(filters: 32, extent: 3, padding: .same), .relu,
        .convolution(filters: 32, extent: 3), .relu, .maxPool2x2, .dropout(rate: 0.25),
        .convolution(filters: 64, extent: 3, padding: .same), .relu,
        .convolution(filters: 64, extent: 3), .relu, .maxPool2x2, .dropout(rate: 0.25),
        .flatten, .dense(units: 512), .relu, .dropout(rate: 0.5),
      ]),
    // The MNIST example of PyTorch.
    BenchmarkNetwork(
      "pytorch-mnist-cnn", image: [1, 28, 28], batchSize: 64,
      layers: [
        .convolution(filters: 32, extent: 3), .relu, .convolution(filters: 64, extent: 3), .relu,
        .maxPool2x2, .dropout(rate: 0.25),
        .flatten, .dense(units: 128), .relu, .dropout(rate: 0.5),
      ]),
    // Caffe's `cifar10_quick`, whose pooling windows overlap.
    BenchmarkNetwork(
      "overlapping-pooling", batchSize: 100,
      layers: [
        .convolution(filters: 32, extent: 5, padding: .same), .maxPool(window: 3, stride: 2), .relu,
        .convolution(filters: 32, extent: 5, padding: .same), .relu,
        .averagePool(window: 3, stride: 2),
        .convolution(filters: 64, extent: 5, padding: .same), .relu,
        .averagePool(window: 3, stride: 2),
        .flatten, .dense(units: 64),
      ]),
    // Simonyan and Zisserman, 2015, for small images.
    BenchmarkNetwork(
      "vgg-like", batchSize: 32,
      layers: [64, 128, 256].flatMap { filters -> [Layer] in
        [
          .convolution(filters: filters, extent: 3, padding: .same), .relu,
          .convolution(filters: filters, extent: 3, padding: .same), .relu, .maxPool2x2,
        ]
      } + [.flatten, .dense(units: 512), .relu]),
    // Krizhevsky, Sutskever and Hinton, 2012, for small images: wide filters far apart.
    BenchmarkNetwork(
      "alexnet-like", image: [3, 64, 64], batchSize: 64,
      layers: [
        .convolution(filters: 64, extent: 11, stride: 4, padding: .same), .relu,
        .maxPool(window: 3, stride: 2),
        .convolution(filters: 128, extent: 5, padding: .same), .relu,
        .maxPool(window: 3, stride: 2),
        .convolution(filters: 192, extent: 3, padding: .same), .relu,
        .flatten, .dropout(rate: 0.5), .dense(units: 512), .relu,
      ]),
    // Springenberg, Dosovitskiy, Brox and Riedmiller, 2015: strides in place of pooling.
    BenchmarkNetwork(
      "all-convolutional", batchSize: 128,
      layers: [32, 64].flatMap { filters -> [Layer] in
        [
          .convolution(filters: filters, extent: 3, padding: .same), .relu,
          .convolution(filters: filters, extent: 3, padding: .same), .relu,
          .convolution(filters: filters, extent: 3, stride: 2, padding: .same), .relu,
          .dropout(rate: 0.5),
        ]
      } + [
        .convolution(filters: 64, extent: 3, padding: .same), .relu,
        .convolution(filters: 64, extent: 1), .relu, .globalAveragePool,
      ]),
    BenchmarkNetwork(
      "batch-normalization", image: [1, 28, 28], batchSize: 256,
      layers: [20, 50].flatMap { filters -> [Layer] in
        [
          .convolution(filters: filters, extent: 5, bias: false), .batchNorm, .relu, .maxPool2x2,
        ]
      } + [.flatten, .dense(units: 500), .relu]),
    // Howard et al., 2017 (MobileNet), for small images.
    BenchmarkNetwork(
      "depthwise-separable", batchSize: 128,
      layers: [
        .convolution(filters: 32, extent: 3, padding: .same, bias: false), .batchNorm, .relu,
      ]
        + [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1)].flatMap { filters, stride -> [Layer] in
          [
            .depthwise(extent: 3, stride: stride, bias: false), .batchNorm, .relu,
            .convolution(filters: filters, extent: 1, bias: false), .batchNorm, .relu,
          ]
        } + [.globalAveragePool]),
    BenchmarkNetwork(
      "images-64x64", image: [3, 64, 64], batchSize: 64,
      layers: [
        .convolution(filters: 16, extent: 5, padding: .same), .relu, .maxPool2x2,
        .convolution(filters: 32, extent: 3, padding: .same), .relu, .maxPool2x2,
        .convolution(filters: 64, extent: 3, padding: .same), .relu, .maxPool2x2,
        .convolution(filters: 64, extent: 3, padding: .same), .relu, .maxPool2x2,
        .flatten, .dense(units: 128), .relu,
      ]),
    BenchmarkNetwork(
      "images-8x8", image: [1, 8, 8], batchSize: 32,
      layers: [
        .convolution(filters: 16, extent: 3), .relu, .maxPool2x2, .flatten, .dense(units: 64),
        .relu,
      ]),
    smallImageNetwork("small-batch", batchSize: 8),
    smallImageNetwork("large-batch", batchSize: 512),
  ]

  /// Two convolutions and a hidden layer for colour images.
  private static func smallImageNetwork(_ name: String, batchSize: Int) -> BenchmarkNetwork {
    BenchmarkNetwork(
      name, batchSize: batchSize,
      layers: [
        .convolution(filters: 32, extent: 5), .relu, .maxPool2x2,
        .convolution(filters: 64, extent: 5), .relu, .maxPool2x2,
        .flatten, .dense(units: 256), .relu,
      ])
  }
}
