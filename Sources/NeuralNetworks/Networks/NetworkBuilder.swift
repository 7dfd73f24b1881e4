import Diagnostics
import Frontend

/// Puts layers together as they are written down, one under the other, loops and conditions
/// included.
@resultBuilder public enum LayerBuilder {
  /// A layer, at its line.
  public static func buildExpression(
    _ layer: some Layer, file: String = #fileID, line: Int = #line
  ) -> LayerStack {
    LayerStack([LayerStack.Element(layer: layer, location: SourceLocation(file: file, line: line))])
  }

  /// A function from tensors to tensors, which is a layer too.
  public static func buildExpression(
    _ function: @escaping @Sendable (Tensor<Float>) throws -> Tensor<Float>,
    file: String = #fileID, line: Int = #line
  ) -> LayerStack {
    buildExpression(Lambda(function), file: file, line: line)
  }

  /// Layers that were put together elsewhere.
  public static func buildExpression(_ layers: LayerStack) -> LayerStack { layers }

  /// No layer.
  public static func buildBlock() -> LayerStack { LayerStack() }

  /// The first layers.
  public static func buildPartialBlock(first: LayerStack) -> LayerStack { first }

  /// Layers, and others after them.
  public static func buildPartialBlock(accumulated: LayerStack, next: LayerStack) -> LayerStack {
    LayerStack(accumulated.elements + next.elements)
  }

  /// The layers of an `if`, or none.
  public static func buildOptional(_ layers: LayerStack?) -> LayerStack { layers ?? LayerStack() }

  /// The layers of an `if` with an `else`.
  public static func buildEither(first: LayerStack) -> LayerStack { first }

  /// The layers of an `else`.
  public static func buildEither(second: LayerStack) -> LayerStack { second }

  /// The layers of all rounds of a loop.
  public static func buildArray(_ rounds: [LayerStack]) -> LayerStack {
    LayerStack(rounds.flatMap(\.elements))
  }
}

/// Puts a network together: perhaps an `Input`, then layers, and the head at the end.
@resultBuilder public enum NetworkBuilder {
  /// A layer, at its line.
  public static func buildExpression(
    _ layer: some Layer, file: String = #fileID, line: Int = #line
  ) -> LayerStack {
    LayerBuilder.buildExpression(layer, file: file, line: line)
  }

  /// A function from tensors to tensors, which is a layer too.
  public static func buildExpression(
    _ function: @escaping @Sendable (Tensor<Float>) throws -> Tensor<Float>,
    file: String = #fileID, line: Int = #line
  ) -> LayerStack {
    LayerBuilder.buildExpression(function, file: file, line: line)
  }

  /// Layers that were put together elsewhere.
  public static func buildExpression(_ layers: LayerStack) -> LayerStack { layers }

  /// The head of a network, at its line.
  public static func buildExpression<Head: NetworkHead>(
    _ head: Head, file: String = #fileID, line: Int = #line
  ) -> PlacedHead<Head> {
    PlacedHead(head: head, location: SourceLocation(file: file, line: line))
  }

  /// The first layers.
  public static func buildPartialBlock(first: LayerStack) -> LayerStack { first }

  /// Layers, and others after them.
  public static func buildPartialBlock(accumulated: LayerStack, next: LayerStack) -> LayerStack {
    LayerBuilder.buildPartialBlock(accumulated: accumulated, next: next)
  }

  /// A network without layers before its head.
  public static func buildPartialBlock<Head>(first: PlacedHead<Head>) -> LayeredNetwork<Head> {
    LayeredNetwork(layers: LayerStack(), head: first)
  }

  /// Layers, and the head of the network.
  public static func buildPartialBlock<Head>(
    accumulated: LayerStack, next: PlacedHead<Head>
  ) -> LayeredNetwork<Head> {
    LayeredNetwork(layers: accumulated, head: next)
  }

  /// The layers of an `if`, or none.
  public static func buildOptional(_ layers: LayerStack?) -> LayerStack {
    LayerBuilder.buildOptional(layers)
  }

  /// The layers of an `if` with an `else`.
  public static func buildEither(first: LayerStack) -> LayerStack { first }

  /// The layers of an `else`.
  public static func buildEither(second: LayerStack) -> LayerStack { second }

  /// The layers of all rounds of a loop.
  public static func buildArray(_ rounds: [LayerStack]) -> LayerStack {
    LayerBuilder.buildArray(rounds)
  }

  /// Layers and the head of an `if` with an `else`, both of which end in the same kind of head.
  public static func buildEither<Head>(
    first: LayeredNetwork<Head>
  ) -> LayeredNetwork<Head> { first }

  /// Layers and the head of an `else`.
  public static func buildEither<Head>(
    second: LayeredNetwork<Head>
  ) -> LayeredNetwork<Head> { second }

  /// A network that begins with the head that an `if` and its `else` end in.
  public static func buildPartialBlock<Head>(
    first: LayeredNetwork<Head>
  ) -> LayeredNetwork<Head> { first }

  /// Layers, and others with the head that an `if` and its `else` end in.
  public static func buildPartialBlock<Head>(
    accumulated: LayerStack, next: LayeredNetwork<Head>
  ) -> LayeredNetwork<Head> {
    LayeredNetwork(
      layers: buildPartialBlock(accumulated: accumulated, next: next.layers), head: next.head)
  }

  /// What is no network, as one for the type checker, so that it says no more than the message.
  private static func standIn(for layers: LayerStack) -> LayeredNetwork<SoftmaxClassifier> {
    buildPartialBlock(accumulated: layers, next: buildExpression(SoftmaxClassifier()))
  }

  /// A head in an `if` whose `else` has another kind of head or none.
  @available(*, unavailable, message: "an 'if' and its 'else' end in the same kind of head")
  public static func buildEither<Head>(
    first: LayeredNetwork<Head>
  ) -> LayeredNetwork<SoftmaxClassifier> { standIn(for: first.layers) }

  /// A head in an `else` whose `if` has another kind of head or none.
  @available(*, unavailable, message: "an 'if' and its 'else' end in the same kind of head")
  public static func buildEither<Head>(
    second: LayeredNetwork<Head>
  ) -> LayeredNetwork<SoftmaxClassifier> { standIn(for: second.layers) }

  /// Layers in an `if` whose `else` has a head.
  @available(*, unavailable, message: "an 'if' and its 'else' end in the same kind of head")
  public static func buildEither(
    first: LayerStack
  ) -> LayeredNetwork<SoftmaxClassifier> { standIn(for: first) }

  /// Layers in an `else` whose `if` has a head.
  @available(*, unavailable, message: "an 'if' and its 'else' end in the same kind of head")
  public static func buildEither(
    second: LayerStack
  ) -> LayeredNetwork<SoftmaxClassifier> { standIn(for: second) }

  /// A head in an `if` without an `else`, which is no network where the condition is false.
  @available(*, unavailable, message: "a head in an 'if' needs another in the 'else'")
  public static func buildOptional<Head>(
    _ network: LayeredNetwork<Head>?
  ) -> LayerStack { LayerStack() }

  /// A head in a loop, which is no network.
  @available(*, unavailable, message: "a network has one head; expected it after the loop")
  public static func buildArray<Head>(
    _ rounds: [LayeredNetwork<Head>]
  ) -> LayeredNetwork<SoftmaxClassifier> { standIn(for: LayerStack()) }

  /// Layers after the head, which no cost depends on.
  @available(*, unavailable, message: "a network ends with its head; expected no layer after it")
  public static func buildPartialBlock<Head>(
    accumulated: LayeredNetwork<Head>, next: LayerStack
  ) -> LayeredNetwork<Head> { accumulated }

  /// A head after another.
  @available(*, unavailable, message: "a network ends with its head; expected no other after it")
  public static func buildPartialBlock<Head, Other>(
    accumulated: LayeredNetwork<Head>, next: PlacedHead<Other>
  ) -> LayeredNetwork<Head> { accumulated }

  /// Layers without a head, which are no network.
  @available(*, unavailable, message: "a network ends with a head, such as SoftmaxClassifier()")
  public static func buildFinalResult(
    _ layers: LayerStack
  ) -> LayeredNetwork<SoftmaxClassifier> { standIn(for: layers) }

  /// The network as it is written down.
  public static func buildFinalResult<Head>(
    _ network: LayeredNetwork<Head>
  ) -> LayeredNetwork<Head> { network }
}
