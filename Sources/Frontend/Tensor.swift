import Diagnostics
import GraphIR

/// Whatever can stand for a tensor in an expression: a tensor, or a shared value.
public protocol TensorConvertible<Scalar>: Sendable {
  /// The type of the elements.
  associatedtype Scalar: TensorScalar
  /// The tensor that it stands for.
  var tensor: Tensor<Scalar> { get }
}

/// A symbolic array: a handle on an expression whose element type and shape are known.
///
///     let x = Tensor<Float>.placeholder("x", shape: [500, 784])
///     let y = (x * 2 + 1).tanh()
///
/// An ill-formed expression never traps. The mistake is remembered with its line, and `compile`
/// and `gradient` throw it together with all others.
public struct Tensor<Scalar: TensorScalar>: TensorConvertible {
  package let expression: Expression

  package init(_ expression: Expression) {
    self.expression = expression
  }

  /// A value that a caller of the function supplies, or that `givens` replace.
  public static func placeholder(
    _ name: String, shape: Shape = .scalar, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    let location = SourceLocation(file: file, line: line)
    let type = TensorType(Scalar.elementType, shape)
    guard type.isPossible else {
      let mistake = OperandError.shapeInvalid(operation: "placeholder", shape: shape)
      return Tensor(Expression(mistake: "\(mistake)", [], at: location))
    }
    return Tensor(Expression(.placeholder(type), name: name, at: location))
  }

  /// A value that never changes.
  public static func constant(
    _ array: NDArray<Scalar>, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    constant(array, at: SourceLocation(file: file, line: line))
  }

  /// A number that never changes.
  public static func constant(
    _ scalar: Scalar, file: String = #fileID, line: Int = #line
  ) -> Tensor {
    constant(NDArray(scalar), at: SourceLocation(file: file, line: line))
  }

  static func constant(_ array: NDArray<Scalar>, at location: SourceLocation) -> Tensor {
    let literal = Literal(type: array.type, scalars: array.scalars.map(\.literal))
    return Tensor(Expression(.constant(literal), [], at: location))
  }

  /// The tensor itself.
  public var tensor: Tensor { self }

  /// The same tensor under a name, which kernels, errors and profiles then show. Placeholders and
  /// shared values keep the name that they were made with.
  public func named(_ name: String) -> Tensor {
    Tensor(expression.named(name))
  }
}

extension TensorConvertible {
  var expression: Expression { tensor.expression }

  /// The extent of each axis, or `nil` where the expression is ill-formed.
  public var shape: Shape? { expression.type?.shape }

  /// The element type and shape, or `nil` where the expression is ill-formed.
  public var type: TensorType? { expression.type }

  /// The name it was given.
  public var name: String? { expression.name }

  func apply<Result: TensorScalar>(
    _ operation: Operation, to others: [Expression] = [], at location: SourceLocation
  ) -> Tensor<Result> {
    Tensor<Result>(Expression(operation, [expression] + others, at: location))
  }

  func map<Result: TensorScalar>(
    _ function: ElementwiseFunction, at location: SourceLocation
  ) -> Tensor<Result> {
    Tensor<Result>(Expression(function, [expression], at: location))
  }
}
