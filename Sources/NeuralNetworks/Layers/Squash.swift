import Frontend
import GraphIR

extension TensorConvertible where Scalar: FloatingPointTensorScalar {
  /// `1.7159 * tanh(2 * x / 3)`: the squashing function of LeNet-5, which takes 1 to 1 and -1 to -1
  /// (LeCun, Bottou, Bengio and Haffner, 1998, formula 6 and appendix A).
  public func squashed(file: String = #fileID, line: Int = #line) -> Tensor<Scalar> {
    1.7159 * (2 / 3 * self).tanh(file: file, line: line)
  }
}
