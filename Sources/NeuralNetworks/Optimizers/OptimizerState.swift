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

  /// The base of the learning rate, where it can be set between steps.
  package private(set) var rate: Shared<Scalar>?
  /// The last rate over the first, where the schedule has one and the rate can be set.
  package private(set) var rateRatio: Shared<Scalar>?
  /// Whether the numbers of the learning rate that its base decides are shared values, not constants.
  private let hasSettableRate: Bool

  /// What an optimiser remembers that has not been asked for updates.
  public init() { self.init(hasSettableRate: false) }

  /// The same, with a learning rate that can be set between steps if asked for.
  package init(hasSettableRate: Bool) { self.hasSettableRate = hasSettableRate }

  /// The base of the learning rate.
  mutating func baseRate(_ value: Double, at location: SourceLocation) -> Tensor<Scalar> {
    number("learning_rate", value, at: location) { $0.rate = $1 }
  }

  /// The last rate of a schedule over the first.
  mutating func ratioOfRates(_ value: Double, at location: SourceLocation) -> Tensor<Scalar> {
    number("rate_ratio", value, at: location) { $0.rateRatio = $1 }
  }

  private mutating func number(
    _ name: String, _ value: Double, at location: SourceLocation,
    keep: (inout Self, Shared<Scalar>) -> Void
  ) -> Tensor<Scalar> {
    let (file, line) = (location.file, location.line)
    guard hasSettableRate else { return .constant(Scalar(value), file: file, line: line) }
    let shared = Shared(name, NDArray<Scalar>(Scalar(value)), file: file, line: line)
    keep(&self, shared)
    return shared.tensor
  }

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
