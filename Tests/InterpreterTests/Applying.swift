import GraphIR
import Interpreter

/// The first result of one operation.
func apply(_ operation: Operation, _ operands: NumericArray...) throws -> NumericArray {
  let types = try operation.resultTypes(of: operands.map(\.type))
  return try Interpreter().apply(operation, to: operands, types: types)[0]
}

/// The result of one function of elements.
func apply(_ function: ElementwiseFunction, _ operands: NumericArray...) throws -> [Double] {
  let shape = operands.reduce(Shape.scalar) { $0.broadcast(with: $1.shape) ?? $0 }
  let operation = Operation.elementwise(function, shape)
  let types = try operation.resultTypes(of: operands.map(\.type))
  return try Interpreter().apply(operation, to: operands, types: types)[0].values
}
