import GraphIR
import Interpreter

extension NumericArray {
  /// An array of a vector file.
  package init(_ array: VectorArray, _ elementType: ElementType = .double) {
    self.init(type: TensorType(elementType, Shape(array.shape)), values: array.values)
  }

  /// The given elements.
  package init(_ values: [Double], _ shape: Shape, _ elementType: ElementType = .double) {
    self.init(type: TensorType(elementType, shape), values: values)
  }

  /// Random elements.
  package static func random(
    _ type: TensorType, in range: ClosedRange<Double> = -1...1,
    using generator: inout some RandomNumberGenerator
  ) -> NumericArray {
    let values = (0..<type.shape.elementCount).map { _ in
      Double.random(in: range, using: &generator)
    }
    return NumericArray(type: type, values: values)
  }

  /// The multiples of 0.1 from 0 in random order: no two elements are close to each other.
  package static func distinct(
    _ type: TensorType, using generator: inout some RandomNumberGenerator
  ) -> NumericArray {
    let values = (0..<type.shape.elementCount).map { Double($0) * 0.1 }
    return NumericArray(type: type, values: values.shuffled(using: &generator))
  }
}
