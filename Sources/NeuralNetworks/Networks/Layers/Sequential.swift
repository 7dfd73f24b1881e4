import Frontend

/// Layers one after the other as one layer, such as a branch of a ``Concatenate``.
public struct Sequential: PredefinedLayer {
  let layers: LayerStack
  /// What the layer is called; `sequential` and a number unless given.
  public let name: String?

  /// The given layers under one name.
  public init(name: String? = nil, @LayerBuilder _ layers: () -> LayerStack) {
    self.name = name
    self.layers = layers()
  }

  /// What the last layer gives.
  ///
  /// - Throws: what the layers throw.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    try layers.output(of: input, in: &context)
  }
}
