import Diagnostics
import Frontend
import GraphIR

/// What a call returned.
///
///     let outputs = try train(0)
///     let value = try outputs[cost].scalar
public struct FunctionOutputs: Sendable {
  private let function: String
  private let expressions: [Expression]
  private let bytes: [[UInt8]]

  init(function: String, expressions: [Expression], bytes: [[UInt8]]) {
    self.function = function
    self.expressions = expressions
    self.bytes = bytes
  }

  /// The number of outputs.
  public var count: Int { bytes.count }

  /// The value of a tensor that is one of the function's outputs.
  ///
  /// - Throws: `ModelError` when it is not.
  public subscript<Scalar>(
    tensor: some TensorConvertible<Scalar>, file: String = #fileID, line: Int = #line
  ) -> NDArray<Scalar> {
    get throws {
      let expression = tensor.tensor.expression
      guard let position = expressions.firstIndex(where: { $0 === expression }),
        let shape = expression.type?.shape
      else {
        throw CallMistake.noSuchOutput(function: function)
          .error(at: SourceLocation(file: file, line: line))
      }
      let scalars = [Scalar](unsafeUninitializedCapacity: shape.elementCount) { buffer, count in
        // The compiled function wrote exactly the elements of this type that the shape has.
        UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes[position])
        count = shape.elementCount
      }
      return NDArray(uncheckedShape: shape, scalars: scalars)
    }
  }
}
