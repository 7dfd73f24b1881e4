import NeuralNetworks

/// A network in the manner of LeNet, described by its sizes, to measure the compiler by: layers of
/// convolution, pooling, bias and activation, a layer of hidden units, and a softmax.
package struct ConvolutionalNetwork: Sendable, Codable, Equatable {
  /// A layer: `activation(pool(conv(x, W)) + b)`.
  package struct Layer: Sendable, Codable, Equatable {
    /// The number of filters.
    package var filters: Int
    /// The height and width of a filter.
    package var extent: Int
    /// The height and width of a pooling window; 1 for no pooling.
    package var window: Int

    package init(filters: Int, extent: Int, window: Int = 2) {
      self.filters = filters
      self.extent = extent
      self.window = window
    }
  }

  /// What is taken from a pooling window.
  package enum PoolingMode: String, Sendable, Codable {
    case max, average
  }

  /// What everything is computed in.
  package enum Precision: String, Sendable, Codable {
    case single, double
  }

  package var name: String
  /// The shape of an image: channels, height and width.
  package var image: [Int]
  package var layers: [Layer]
  package var pooling: PoolingMode
  /// What all layers but the last apply to their sums.
  package var activation: Activation
  /// The number of hidden units.
  package var hidden: Int
  package var classes: Int
  package var batchSize: Int
  package var precision: Precision

  /// The tutorial's LeNet, but for what is said otherwise.
  package init(
    _ name: String, image: [Int] = [1, 28, 28],
    layers: [Layer] = [Layer(filters: 20, extent: 5), Layer(filters: 50, extent: 5)],
    pooling: PoolingMode = .max, activation: Activation = .tanh, hidden: Int = 500,
    classes: Int = 10, batchSize: Int = 500, precision: Precision = .single
  ) {
    self.name = name
    self.image = image
    self.layers = layers
    self.pooling = pooling
    self.activation = activation
    self.hidden = hidden
    self.classes = classes
    self.batchSize = batchSize
    self.precision = precision
  }

  // The names of the JSON that `bench networks --describe` prints.
  private enum CodingKeys: String, CodingKey {
    case name, image, layers, pooling, activation, hidden, classes
    case batchSize = "batch_size"
    case precision
  }
}

extension Activation: Codable {}
