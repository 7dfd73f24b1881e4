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
  ///   - random: where the filters are drawn from, uniformly within 2.4 over the number of inputs
  ///     of a unit (appendix A of the paper).
  ///   - input: maps (N, C, H, W).
  ///   - inputMaps: C.
  ///   - outputMaps: K.
  ///   - connections: the input maps of each output map, or `nil` for all.
  ///   - extent: R and S.
  /// - Throws: `ModelError` when an extent is impossible, when the table has not a row for each
  ///   output map, or there is no memory for so many filters.
  public init(
    _ name: String, random: inout RandomState, input: some TensorConvertible<Scalar>,
    inputMaps: Int, outputMaps: Int, connections: [[Int]]? = nil, extent: Int,
    file: String = #fileID, line: Int = #line
  ) throws {
    let check = ParameterCheck(name, file: file, line: line)
    guard extent >= 1 else {
      throw LayerError.extent(layer: name, extent).error(at: check.location)
    }
    if let connections, connections.count != outputMaps {
      throw LayerError.tableRows(layer: name, rows: connections.count, outputMaps: outputMaps)
        .error(at: check.location)
    }
    let shape: Shape =
      connections.map { [$0.joined().count, extent, extent] }
      ?? [outputMaps, inputMaps, extent, extent]
    try check.check(Scalar.self, drawn: shape, zeros: [[outputMaps]])
    var draws: [Double] = []
    draws.reserveCapacity(shape.elementCount)
    for output in 0..<outputMaps {
      let maps = connections.map { $0[output].count } ?? inputMaps
      draws += try random.uniform(fanIn: maps * extent * extent, shape: [maps, extent, extent])
    }
    W = Shared(
      "\(name).W",
      try NDArray(shape: shape, scalars: draws.map { Scalar($0) }, file: file, line: line),
      file: file, line: line)
    b = Shared(
      "\(name).b", try NDArray(repeating: 0, shape: [outputMaps], file: file, line: line),
      file: file, line: line)
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
