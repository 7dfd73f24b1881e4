import Frontend
import GraphIR

extension Shared {
  /// Whether it is a weight, as a penalty or a weight decay understands it: whatever has two axes
  /// or more. Biases and gains have one.
  public var isWeight: Bool { (shape?.rank ?? 0) >= 2 }
}

/// The sum of the absolute values of all weights among the parameters: `L1` of the MLP tutorial,
/// which leaves biases out.
public func l1Norm<Scalar: FloatingPointTensorScalar>(
  of parameters: [Shared<Scalar>], file: String = #fileID, line: Int = #line
) -> Tensor<Scalar> {
  sum(parameters) { $0.abs(file: file, line: line).sum(file: file, line: line) }
}

/// The sum of the squares of all weights among the parameters: `L2_sqr` of the MLP tutorial, which
/// leaves biases out.
public func squaredL2Norm<Scalar: FloatingPointTensorScalar>(
  of parameters: [Shared<Scalar>], file: String = #fileID, line: Int = #line
) -> Tensor<Scalar> {
  sum(parameters) { ($0 * $0).sum(file: file, line: line) }
}

private func sum<Scalar: FloatingPointTensorScalar>(
  _ parameters: [Shared<Scalar>], of penalty: (Shared<Scalar>) -> Tensor<Scalar>
) -> Tensor<Scalar> {
  let terms = parameters.filter(\.isWeight).map(penalty)
  guard let first = terms.first else { return .constant(0) }
  return terms.dropFirst().reduce(first, +)
}
