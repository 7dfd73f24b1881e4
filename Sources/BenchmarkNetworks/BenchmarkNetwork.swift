/// A network to measure the compiler by, described by its layers, so that other frameworks can
/// build the same one.
package struct BenchmarkNetwork: Sendable, Codable, Equatable {
  /// What everything is computed in.
  package enum Precision: String, Sendable, Codable {
    case single, double
  }

  package var name: String
  /// The shape of an image: channels, height and width; or the number of features.
  package var image: [Int]
  /// The layers before the head, which has a fully connected layer of its own.
  package var layers: [Layer]
  /// The classes of the softmax at the end.
  package var classes: Int
  /// The numbers that are predicted in place of classes, with their mean squared error as the cost.
  package var outputs: Int?
  package var batchSize: Int
  package var optimizer: Rule
  package var precision: Precision

  /// A network of the given layers for colour images of ten classes, unless something else is said.
  package init(
    _ name: String, image: [Int] = [3, 32, 32], batchSize: Int,
    optimizer: Rule = .sgd(rate: 0.01), precision: Precision = .single, layers: [Layer],
    outputs: Int? = nil
  ) {
    self.name = name
    self.image = image
    self.layers = layers
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.precision = precision
    self.outputs = outputs
    classes = 10
  }

  // The names of the JSON that `bench networks --describe` prints.
  private enum CodingKeys: String, CodingKey {
    case name, image, layers, classes, outputs
    case batchSize = "batch_size"
    case optimizer, precision
  }
}
