import Diagnostics

/// An operation that is defined in one place, its kernel included (`Op` of Theano): what it takes,
/// what it gives, its meaning, its gradient and its code.
///
/// All operands and the result lie in row-major order. `CumulativeSum` is one; a program that uses
/// Croton can have others of its own.
public protocol CustomOperation: Sendable, Hashable {
  /// The name in errors, in the text of a graph and in generated code.
  var name: String { get }

  /// The number of operands.
  var operandCount: Int { get }

  /// The type of the result.
  ///
  /// - Throws: `OperandError` for operands that the operation does not take.
  func resultType(of operands: [TensorType]) throws(OperandError) -> TensorType

  /// The elements of the result, computed slowly and obviously: what the kernel is compared with.
  func values(of operands: [[Double]], types: [TensorType]) -> [Double]

  /// The gradient at one of the operands, a floating-point one.
  ///
  /// - Parameters:
  ///   - operands: the values that the operation is applied to.
  ///   - result: what it gives for them.
  ///   - gradient: that of the cost at the result.
  /// - Returns: `nil` where there is none, which is an error at the user's line.
  func gradient(
    at position: Int, operands: [Value], result: Value, gradient: Value,
    adding builder: inout GraphBuilder, at location: SourceLocation
  ) throws(OperandError) -> Value?

  /// The code of the function that computes the result: C statements, each on a line, indented by
  /// two spaces within braces.
  ///
  /// They are the operation's own. The graph carries them as they are, and nothing but the emitter
  /// of C asks for them; `docs/adding-an-operation.md` says what they may take for granted.
  ///
  /// - Parameters:
  ///   - result: the name under which the code writes the result.
  ///   - operands: the names under which it reads the operands.
  func cStatements(result: String, operands: [String], types: [TensorType]) -> [String]
}

/// A custom operation of any kind, which can be compared with others.
public struct AnyCustomOperation: Sendable, Hashable {
  package let operation: any CustomOperation

  /// The operation, to be compared with others.
  public init(_ operation: some CustomOperation) {
    self.operation = operation
  }

  /// Whether both are of one type and equal in it.
  public static func == (lhs: Self, rhs: Self) -> Bool {
    AnyHashable(lhs.operation) == AnyHashable(rhs.operation)
  }

  /// Hashes the operation as its own type does.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(operation))
  }
}
