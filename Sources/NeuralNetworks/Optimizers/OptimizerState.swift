import Diagnostics
import Frontend
import GraphIR

/// What an optimiser remembers from one training step to the next.
///
/// All of it are shared values, so that it can be read, saved and set again.
public struct OptimizerState<Scalar: FloatingPointTensorScalar>: Sendable {
  /// The number of steps done, where the optimiser or its learning rate counts them.
  public private(set) var steps: Shared<Int64>?
  /// What is remembered of the parameters, in their order, each named after its parameter.
  public private(set) var arrays: [Shared<Scalar>] = []

  /// What an optimiser remembers that has not been asked for updates.
  public init() {}

  /// The number of steps done, counted from now on.
  mutating func stepCount(at location: SourceLocation) -> Shared<Int64> {
    if let steps { return steps }
    let count = Shared("steps", NDArray<Int64>(0), file: location.file, line: location.line)
    steps = count
    return count
  }

  /// An array of zeros in the shape of the parameter.
  ///
  /// - Parameter role: what it is to the parameter `W`, as in `W.velocity`.
  mutating func zeros(
    _ role: String, like parameter: Shared<Scalar>, at location: SourceLocation
  ) throws -> Shared<Scalar> {
    let (file, line) = (location.file, location.line)
    let shape = parameter.shape ?? parameter.value.shape
    let array = Shared(
      "\(parameter.name ?? "parameter").\(role)",
      try NDArray<Scalar>(repeating: 0, shape: shape, file: file, line: line),
      file: file, line: line)
    arrays.append(array)
    return array
  }
}
