import Diagnostics
import GraphIR
import Storage

/// An input of a function that callers may leave out (`In(a, value=44)` of Theano).
///
///     let a = Tensor<Float>.placeholder("a")
///     let add = try compile(inputs: [b, Input(a, default: 44)], outputs: [a + b])
///     try add(3)
///     try add(3, 4)
///     try add(3, named: ["a": 4])
public struct Input<Scalar: TensorScalar>: TensorConvertible {
  /// The placeholder.
  public let tensor: Tensor<Scalar>
  /// What it is when a call leaves it out.
  public let defaultValue: NDArray<Scalar>

  /// - Parameters:
  ///   - placeholder: what the value stands for in the function.
  ///   - defaultValue: a value of the placeholder's shape.
  public init(_ placeholder: Tensor<Scalar>, default defaultValue: NDArray<Scalar>) {
    tensor = placeholder
    self.defaultValue = defaultValue
  }

  /// - Parameters:
  ///   - placeholder: a single number.
  ///   - defaultValue: a number.
  public init(_ placeholder: Tensor<Scalar>, default defaultValue: Scalar) {
    self.init(placeholder, default: NDArray(defaultValue))
  }
}

/// An input with a default value, whatever its elements are.
protocol InputWithDefault {
  /// The type of the default value, and its elements.
  var erasedDefault: (type: TensorType, elements: ArgumentElements) { get }
}

extension Input: InputWithDefault {
  var erasedDefault: (type: TensorType, elements: ArgumentElements) {
    (defaultValue.type, ArgumentElements(defaultValue.scalars))
  }
}

/// What a function does with inputs that nothing in it reads (`on_unused_input` of Theano).
public enum UnusedInputs: Sendable {
  /// They are refused, since they are mistakes as a rule.
  case refused
  /// Calls pass them, and they change nothing.
  case ignored
}

extension FunctionDefinition {
  /// One input: what a call has to pass.
  package struct Parameter: Sendable {
    package let name: String
    package let type: TensorType
    /// The elements that stand in when a call leaves the input out.
    package let defaultValue: ArgumentElements?

    /// The same input of another type: of one of several processes, which takes some of the rows.
    package func of(_ type: TensorType) -> Parameter {
      Parameter(name: name, type: type, defaultValue: defaultValue)
    }
  }
}

/// An input as the function's author listed it.
struct ListedInput {
  let expression: Expression
  /// The type of its default value, and its elements.
  let defaultValue: (type: TensorType, elements: ArgumentElements)?

  init(_ input: some TensorConvertible) {
    expression = input.expression
    defaultValue = (input as? any InputWithDefault)?.erasedDefault
  }
}
