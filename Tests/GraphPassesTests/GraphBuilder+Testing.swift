import Diagnostics
import GraphIR

extension GraphBuilder {
  static let here = Diagnostics.SourceLocation(file: "Tests/Model.swift", line: 1)

  mutating func input(
    _ index: Int, _ shape: Shape, _ type: ElementType = .double, name: String? = nil
  ) throws -> Value {
    try add(.input(index, TensorType(type, shape)), name: name, at: Self.here)
  }

  mutating func shared(_ index: Int, _ shape: Shape, _ type: ElementType = .double) throws -> Value
  {
    try add(.shared(index, TensorType(type, shape)), at: Self.here)
  }

  mutating func constant(_ value: Double, _ type: ElementType = .double) throws -> Value {
    try constant(value, TensorType(type, .scalar), at: Self.here)
  }

  mutating func apply(
    _ operation: Operation, _ operands: Value..., name: String? = nil
  ) throws -> Value {
    try add(operation, operands, name: name, at: Self.here)
  }

  mutating func apply(
    _ function: ElementwiseFunction, _ operands: Value..., name: String? = nil
  ) throws -> Value {
    try add(function, operands, name: name, at: Self.here)
  }

  func graph(_ outputs: Value..., updates: [(shared: Int, value: Value)] = []) -> Graph {
    graph(
      name: "f",
      roots: outputs.enumerated().map { Graph.Root(.output($0), $1) }
        + updates.map { Graph.Root(.update(shared: $0.shared), $0.value) })
  }
}
