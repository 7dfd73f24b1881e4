import Diagnostics
import Frontend
import Storage

/// What a call returned, by the tensor that was asked for, by its name, or by position.
///
///     let outputs = try train(0)
///     let value = try outputs[cost].scalar
///     let same: NDArray<Float> = try outputs["cost"]
///     let first = try outputs[0, as: Float.self]
public struct FunctionOutputs: Sendable {
  private let function: String
  private let expressions: [Expression]
  private let elements: [ResultElements]

  init(function: String, expressions: [Expression], elements: [ResultElements]) {
    self.function = function
    self.expressions = expressions
    self.elements = elements
  }

  /// The number of outputs.
  public var count: Int { elements.count }

  /// The name of each output: what its tensor was `named`.
  public var names: [String?] { expressions.map(\.name) }

  /// The value of a tensor that is one of the function's outputs.
  ///
  /// - Throws: `ModelError` when it is not.
  public subscript<Scalar>(
    tensor: some TensorConvertible<Scalar>, file: String = #fileID, line: Int = #line
  ) -> NDArray<Scalar> {
    get throws {
      let expression = tensor.tensor.expression
      let location = SourceLocation(file: file, line: line)
      guard let position = expressions.firstIndex(where: { $0 === expression }) else {
        throw CallError.noSuchOutput(function: function).error(at: location)
      }
      return try value(at: position, called: "\(position)", location)
    }
  }

  /// The value of the output with a name, which its tensor has from `named`, or from where it was
  /// made if it is a placeholder or a shared value.
  ///
  /// - Throws: `ModelError` when no output has the name, or several have, or when its elements are
  ///   of another type.
  public subscript<Scalar: TensorScalar>(
    name: String, as scalar: Scalar.Type = Scalar.self, file: String = #fileID, line: Int = #line
  ) -> NDArray<Scalar> {
    get throws {
      let location = SourceLocation(file: file, line: line)
      let positions = expressions.indices.filter { expressions[$0].name == name }
      guard let position = positions.first else {
        throw CallError.noOutputNamed(
          function: function, name: name, outputs: expressions.compactMap(\.name)
        ).error(at: location)
      }
      guard positions.count == 1 else {
        throw CallError.outputAmbiguous(function: function, name: name).error(at: location)
      }
      return try value(at: position, called: "'\(name)'", location)
    }
  }

  /// The value of the output at a position, counted from 0.
  ///
  /// - Throws: `ModelError` when there is no such output, or its elements are of another type.
  public subscript<Scalar: TensorScalar>(
    position: Int, as scalar: Scalar.Type = Scalar.self, file: String = #fileID, line: Int = #line
  ) -> NDArray<Scalar> {
    get throws {
      let location = SourceLocation(file: file, line: line)
      guard elements.indices.contains(position) else {
        throw CallError.noOutputAt(function: function, position: position, count: count)
          .error(at: location)
      }
      return try value(at: position, called: "\(position)", location)
    }
  }

  private func value<Scalar: TensorScalar>(
    at position: Int, called name: String, _ location: SourceLocation
  ) throws -> NDArray<Scalar> {
    let type = elements[position].type
    guard type.elementType == Scalar.elementType else {
      throw CallError.outputType(
        function: function, output: name, expected: Scalar.elementType, found: type.elementType
      ).error(at: location)
    }
    try NDArray<Scalar>.checkMemory(for: type.shape, at: location)
    return NDArray(
      uncheckedShape: type.shape, scalars: elements[position].read(as: Scalar.self))
  }
}
