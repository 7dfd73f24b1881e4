import GraphIR

/// What one layer of a network makes of its input.
public struct LayerSummary: Sendable, Equatable {
  /// The layer's name, as parameters have it.
  public let name: String
  /// The type of layer.
  public let kind: String
  /// The shape of its output, minibatch first.
  public let output: Shape
  /// The number of trained numbers that it has and no layer before it.
  public let parameters: Int
}
