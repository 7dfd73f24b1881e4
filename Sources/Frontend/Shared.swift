import Diagnostics
import GraphIR
import Storage

/// A shared value, whatever its elements are.
public protocol SharedValue: TensorConvertible {}

extension SharedValue {
  package var storage: TensorStorage? {
    if case .shared(let variable) = expression.content { variable.storage } else { nil }
  }

  /// Why there is no value, such as too little memory for it.
  package var mistake: String? {
    if case .invalid(let mistake, _) = expression.content { mistake?.message } else { nil }
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
  /// The tensor by which expressions read the value.
  public let tensor: Tensor<Scalar>
  /// The value, where there is no memory for a copy of it.
  private let refused: (value: NDArray<Scalar>, error: MemoryError)?

  /// A shared value with the given start.
  ///
  /// A value that there is no memory for is a mistake that `compile` and `gradient` throw with the
  /// others.
  public init(
    _ name: String, _ value: NDArray<Scalar>, file: String = #fileID, line: Int = #line
  ) {
    let location = SourceLocation(file: file, line: line)
    do {
      let storage = try TensorStorage(type: value.type)
      storage.write(value.scalars)
      variable = SharedVariable(storage: storage)
      tensor = Tensor(Expression(.shared(variable), name: name, at: location))
      refused = nil
    } catch {
      variable = SharedVariable(storage: .empty)
      let mistake = "the shared value '\(name)': \(error)"
      tensor = Tensor(Expression(mistake: mistake, [], at: location))
      refused = (value, error)
    }
  }

  package var storage: TensorStorage { variable.storage }

  /// A copy of the present value.
  public var value: NDArray<Scalar> {
    if let refused { return refused.value }
    return NDArray(uncheckedShape: storage.type.shape, scalars: storage.read(as: Scalar.self))
  }

  /// Replaces the value.
  ///
  /// - Throws: `ModelError` when the shape is another one, or there was no memory for the shared
  ///   value; the value is then as it was.
  public func set(_ value: NDArray<Scalar>, file: String = #fileID, line: Int = #line) throws {
    let location = SourceLocation(file: file, line: line)
    if let refused { throw refused.error.error(at: location) }
    guard value.shape == storage.type.shape else {
      throw FunctionError.sharedShape(
        name: name ?? "shared", expected: storage.type.shape, found: value.shape
      ).error(at: location)
    }
    storage.write(value.scalars)
  }
}
