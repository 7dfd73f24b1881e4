import GraphIR

/// A tensor's elements as the interpreter holds them: in row-major order, all of them as Double.
///
/// Integers are held as whole numbers, which is exact up to 2^53 either way, and booleans as 0
/// and 1.
package struct NumericArray: Sendable, Equatable {
  package let type: TensorType
  /// One number for each element; `Interpreter` refuses an array where the counts differ.
  package var values: [Double]

  package init(type: TensorType, values: [Double]) {
    self.type = type
    self.values = values
  }

  /// The same number everywhere.
  package init(repeating value: Double, type: TensorType) {
    self.init(
      type: type, values: [Double](repeating: value, count: type.shape.elementCount))
  }

  /// The elements of a literal.
  package init(_ literal: Literal) {
    let values = literal.scalars.map(\.doubleValue)
    if literal.splat != nil {
      self.init(repeating: values[0], type: literal.type)
    } else {
      self.init(type: literal.type, values: values)
    }
  }

  /// The number of elements along each axis.
  package var shape: Shape { type.shape }
}
