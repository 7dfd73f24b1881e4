import Diagnostics
import GraphIR
import Storage

/// A shared value, whatever its elements are.
public protocol SharedValue: TensorConvertible {}

extension SharedValue {
  package var storage: TensorStorage? {
    if case .shared(let variable) = expression.content { variable.storage } else { nil }
  }
}

/// A value that lives outside of functions and survives their calls: a parameter or a data set.
///
/// Functions read it, and their updates replace it (`theano.shared`).
///
///     let weights = try Shared("W", NDArray<Float>(repeating: 0, shape: [784, 10]))
///     let before = weights.value
///     try weights.set(before)
public final class Shared<Scalar: TensorScalar>: SharedValue {
  let variable: SharedVariable
  public let tensor: Tensor<Scalar>

  /// A shared value with the given start.
  public init(
    _ name: String, _ value: NDArray<Scalar>, file: String = #fileID, line: Int = #line
  ) {
    variable = SharedVariable(storage: TensorStorage(type: value.type))
    variable.storage.write(value.scalars)
    tensor = Tensor(
      Expression(.shared(variable), name: name, at: SourceLocation(file: file, line: line)))
  }

  package var storage: TensorStorage { variable.storage }

  /// A copy of the present value.
  public var value: NDArray<Scalar> {
    NDArray(uncheckedShape: storage.type.shape, scalars: storage.read(as: Scalar.self))
  }

  /// Replaces the value.
  ///
  /// - Throws: `ModelError` when the shape is another one; the value is then as it was.
  public func set(_ value: NDArray<Scalar>, file: String = #fileID, line: Int = #line) throws {
    guard value.shape == storage.type.shape else {
      throw FunctionMistake.sharedShape(
        name: name ?? "shared", wanted: storage.type.shape, found: value.shape
      ).error(at: SourceLocation(file: file, line: line))
    }
    storage.write(value.scalars)
  }
}
