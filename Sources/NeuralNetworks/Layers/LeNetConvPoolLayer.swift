import Frontend
import GraphIR
import RandomNumbers

/// The convolution and pooling layer of the LeNet tutorial, `activation(pool(conv(x, W)) + b)`: the
/// tutorial's own takes the maximum of each window and applies tanh.
public struct LeNetConvPoolLayer<Scalar: FloatingPointTensorScalar>: Sendable {
  /// The filters, (K, C, R, S).
  public let W: Shared<Scalar>
  /// The bias, (K,).
  public let b: Shared<Scalar>
  /// The activations, (N, K, (H - R + 1) / P, (W - S + 1) / P).
  public let output: Tensor<Scalar>

  /// `W` and `b`, in the tutorial's order.
  public var parameters: [Shared<Scalar>] { [W, b] }

  /// - Parameters:
  ///   - name: what the parameters are called, as `name.W`.
  ///   - random: where the filters are drawn from, uniformly within `sqrt(6 / (fanIn + fanOut))`.
  ///     They are drawn in Double, whatever `Scalar` is. The fan-out is an integer quotient, as in
  ///     the tutorial.
  ///   - input: images (N, C, H, W).
  ///   - filterShape: (K, C, R, S).
  ///   - poolSize: the height and width of a pooling window; 1 and 1 for no pooling.
  ///   - poolMode: what is taken from a window.
  /// - Throws: `ModelError` when the filter shape is impossible, or there is no memory for so many
  ///   filters.
  public init(
    _ name: String, random: inout RandomState, input: some TensorConvertible<Scalar>,
    filterShape: Shape, poolSize: (Int, Int) = (2, 2), poolMode: Pooling.Mode = .max,
    activation: Activation = .tanh, file: String = #fileID, line: Int = #line
  ) throws {
    let extents = filterShape.extents
    let maps: Shape = [extents.first ?? 0]
    try ParameterCheck(name, file: file, line: line)
      .check(Scalar.self, drawn: filterShape, zeros: [maps])
    let fanIn = extents.dropFirst().reduce(1, *)
    let positions = extents.dropFirst(2).reduce(1, *)
    let fanOut = (extents.first ?? 1) * positions / max(1, poolSize.0) / max(1, poolSize.1)
    let bound = (6 / Double(max(1, fanIn + fanOut))).squareRoot()
    let draws = try random.uniform(low: -bound, high: bound, shape: extents)
    W = Shared(
      "\(name).W",
      try NDArray(shape: filterShape, scalars: draws.map { Scalar($0) }, file: file, line: line),
      file: file, line: line)
    b = try Shared(
      "\(name).b", NDArray(repeating: 0, shape: maps, file: file, line: line), file: file,
      line: line)
    let convolved = conv2d(input, filters: W, file: file, line: line)
    let pooled =
      poolSize == (1, 1)
      ? convolved : convolved.pool2d(poolSize, mode: poolMode, file: file, line: line)
    let biased = pooled + b.dimshuffle(nil, 0, nil, nil, file: file, line: line)
    output = activation.applied(to: biased, file: file, line: line).named(name)
  }
}
