import Frontend
import GraphIR
import RandomNumbers

/// The subsampling layer of LeNet-5: `squash(gain * sum + bias)`, where the sum is that of a window
/// of 2x2 (LeCun, Bottou, Bengio and Haffner, 1998, II.B, layers S2 and S4).
public struct SubsamplingLayer<Scalar: FloatingPointTensorScalar>: Sendable {
  /// What the sums of each map are multiplied by, (C,).
  public let gain: Shared<Scalar>
  /// What is added to them, (C,).
  public let bias: Shared<Scalar>
  /// The activations, (N, C, H / 2, W / 2).
  public let output: Tensor<Scalar>

  /// `gain` and `bias`.
  public var parameters: [Shared<Scalar>] { [gain, bias] }

  /// - Parameters:
  ///   - name: what the parameters are called, as `name.gain`.
  ///   - random: where the gains are drawn from, uniformly within 2.4 over the four inputs of a
  ///     sum, as the paper draws weights (appendix A).
  ///   - input: maps (N, C, H, W).
  ///   - maps: C.
  /// - Throws: `ModelError` when the number of maps is impossible, or there is no memory for so
  ///   many.
  public init(
    _ name: String, random: inout RandomState, input: some TensorConvertible<Scalar>, maps: Int,
    file: String = #fileID, line: Int = #line
  ) throws {
    try ParameterCheck(name, file: file, line: line)
      .check(Scalar.self, drawn: [maps], zeros: [[maps]])
    let gains = try random.uniform(fanIn: 4, shape: [maps]).map { Scalar($0) }
    gain = Shared(
      "\(name).gain", try NDArray(shape: [maps], scalars: gains, file: file, line: line),
      file: file, line: line)
    bias = Shared(
      "\(name).bias", try NDArray(repeating: 0, shape: [maps], file: file, line: line),
      file: file, line: line)
    let sums = input.pool2d((2, 2), mode: .sum, file: file, line: line)
    let scaled =
      gain.dimshuffle(nil, 0, nil, nil, file: file, line: line) * sums
      + bias.dimshuffle(nil, 0, nil, nil, file: file, line: line)
    output = scaled.squashed(file: file, line: line).named(name)
  }
}
