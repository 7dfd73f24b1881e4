import Frontend
import GraphIR
import RandomNumbers

/// A convolution layer of LeNet-5: `squash(conv(x, W) + b)`, each output map over all input maps or
/// over those that a table gives it (LeCun, Bottou, Bengio and Haffner, 1998, II.B, layers C1, C3
/// and C5).
public struct ConvolutionLayer<Scalar: FloatingPointTensorScalar>: Sendable {
  /// The filters, (K, C, R, S); with a table one for each connection of an input map and an output
  /// map, (connections, R, S), in the order of the table.
  public let W: Shared<Scalar>
  /// The bias, (K,).
  public let b: Shared<Scalar>
  /// The activations, (N, K, H - R + 1, W - S + 1).
  public let output: Tensor<Scalar>

  /// `W` and `b`.
  public var parameters: [Shared<Scalar>] { [W, b] }

  /// - Parameters:
  ///   - name: what the parameters are called, as `name.W`.
  ///   - random: where the filters are drawn from, uniformly within 2.4 over the number of inputs of
  ///     a unit (appendix A of the paper).
  ///   - input: maps (N, C, H, W).
  ///   - inputMaps: C.
  ///   - outputMaps: K.
  ///   - connections: the input maps of each output map, or `nil` for all.
  ///   - extent: R and S.
  /// - Throws: `RandomNumbersError` or `NDArrayError` when an extent is impossible.
  public init(
    _ name: String, random: inout RandomState, input: some TensorConvertible<Scalar>,
    inputMaps: Int, outputMaps: Int, connections: [[Int]]? = nil, extent: Int,
    file: String = #fileID, line: Int = #line
  ) throws {
    var draws: [Double] = []
    for output in 0..<max(0, outputMaps) {
      let maps = connections.map { $0[output].count } ?? inputMaps
      draws += try random.uniform(fanIn: maps * extent * extent, shape: [maps, extent, extent])
    }
    let shape: Shape =
      connections == nil
      ? [outputMaps, inputMaps, extent, extent] : [draws.count / (extent * extent), extent, extent]
    W = Shared(
      "\(name).W", try NDArray(shape: shape, scalars: draws.map { Scalar($0) }),
      file: file, line: line)
    b = Shared(
      "\(name).b", try NDArray(repeating: 0, shape: [outputMaps]), file: file, line: line)
    let convolved =
      if let connections {
        conv2d(
          input, filters: W, connections: connections, filterFlip: false, file: file, line: line)
      } else {
        conv2d(input, filters: W, filterFlip: false, file: file, line: line)
      }
    let sums = convolved + b.dimshuffle(nil, 0, nil, nil, file: file, line: line)
    output = sums.squashed(file: file, line: line).named(name)
  }
}
