/// A network in the manner of LeNet, described by its sizes, to measure the compiler by: layers of
/// convolution, pooling, bias and activation, a layer of hidden units, and a softmax.
public struct ConvolutionalNetwork: Sendable, Codable, Equatable {
  /// A layer: `activation(pool(conv(x, W)) + b)`.
  public struct Layer: Sendable, Codable, Equatable {
    /// The number of filters.
    public var filters: Int
    /// The height and width of a filter.
    public var extent: Int
    /// The height and width of a pooling window; 1 for no pooling.
    public var window: Int

    public init(filters: Int, extent: Int, window: Int = 2) {
      self.filters = filters
      self.extent = extent
      self.window = window
    }
  }

  /// What is taken from a pooling window.
  public enum PoolingMode: String, Sendable, Codable {
    case max, average
  }

  /// What everything is computed in.
  public enum Precision: String, Sendable, Codable {
    case single, double
  }

  public var name: String
  /// The shape of an image: channels, height and width.
  public var image: [Int]
  public var layers: [Layer]
  public var pooling: PoolingMode
  /// What all layers but the last apply to their sums.
  public var activation: Activation
  /// The number of hidden units.
  public var hidden: Int
  public var classes: Int
  public var batchSize: Int
  public var precision: Precision

  /// The tutorial's LeNet, but for what is said otherwise.
  public init(
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
