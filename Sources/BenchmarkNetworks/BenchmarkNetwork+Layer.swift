import Frontend
import NeuralNetworks
import RandomNumbers

extension BenchmarkNetwork {
  /// A layer. In JSON it is an object of one key, its kind, with its numbers.
  package enum Layer: Sendable, Codable, Equatable {
    case convolution(
      filters: Int, extent: Int, stride: Int = 1, padding: Padding = .valid, groups: Int = 1,
      bias: Bool = true)
    /// A convolution of each channel by itself.
    case depthwise(extent: Int, stride: Int = 1, padding: Padding = .same, bias: Bool = true)
    case maxPool(window: Int, stride: Int)
    case averagePool(window: Int, stride: Int)
    /// The average of each channel.
    case globalAveragePool
    case relu, tanh
    case batchNorm
    case dropout(rate: Float)
    /// What layers make of the input, added to what the shortcut makes of it: the input itself
    /// where the shortcut has no layers.
    case residual(layers: [Layer], shortcut: [Layer] = [])
    case flatten
    case dense(units: Int)

    /// What is around the images of a convolution: nothing, or as many zeros as leave an image its
    /// size where the stride is 1.
    package enum Padding: String, Sendable, Codable {
      case valid, same
    }

    /// The names of the kinds in JSON.
    private enum CodingKeys: String, CodingKey {
      case convolution, depthwise
      case maxPool = "max_pool"
      case averagePool = "average_pool"
      case globalAveragePool = "global_average_pool"
      case relu, tanh
      case batchNorm = "batch_norm"
      case dropout, residual, flatten, dense
    }

    /// Windows of 2x2 side by side.
    package static let maxPool2x2 = Layer.maxPool(window: 2, stride: 2)

    /// The layer as users write it.
    @LayerBuilder fileprivate var stack: LayerStack {
      switch self {
      case .convolution(let filters, let extent, let stride, let padding, let groups, let bias):
        Conv2d(
          filters, kernel: extent, padding: padding.ofConvolutions, stride: stride, groups: groups,
          bias: bias)
      case .depthwise(let extent, let stride, let padding, let bias):
        DepthwiseConv2d(
          kernel: extent, padding: padding.ofConvolutions, stride: stride, bias: bias)
      case .maxPool(let window, let stride): MaxPool2d(window, stride: stride)
      case .averagePool(let window, let stride): AveragePool2d(window, stride: stride)
      case .globalAveragePool: GlobalPool2d()
      case .relu: Activation.relu
      case .tanh: Activation.tanh
      case .batchNorm: BatchNorm()
      case .dropout(let rate): Dropout(rate)
      case .residual(let layers, let shortcut):
        Residual {
          BenchmarkNetwork.stack(of: layers)
        } shortcut: {
          BenchmarkNetwork.stack(of: shortcut)
        }
      case .flatten: Flatten()
      case .dense(let units): Dense(units)
      }
    }
  }

  /// The network as users write it, for classes.
  @NetworkBuilder private var classifier: some Network {
    Self.stack(of: layers)
    SoftmaxClassifier()
  }

  /// The network as users write it, for so many numbers.
  @NetworkBuilder private func regression(_ outputs: Int) -> some Network {
    Self.stack(of: layers)
    LinearRegression(outputs: outputs, standardizesTargets: false)
  }

  /// What the network computes of a minibatch.
  func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    if let outputs { return try regression(outputs).expressions(batch, random: &random) }
    return try classifier.expressions(batch, random: &random)
  }

  @LayerBuilder private static func stack(of layers: [Layer]) -> LayerStack {
    for layer in layers { layer.stack }
  }
}

extension BenchmarkNetwork.Layer.Padding {
  fileprivate var ofConvolutions: ConvolutionPadding {
    switch self {
    case .valid: .valid
    case .same: .same
    }
  }
}
