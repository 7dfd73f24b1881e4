import Diagnostics
import GraphIR
import GraphPasses
import Lowering
import Schedule

let here = Diagnostics.SourceLocation(file: "Tests/Model.swift", line: 1)

/// What a kernel reads and writes.
func arguments(_ reads: [Int], _ writes: [Int]) -> [Argument] {
  reads.enumerated().map { Argument(.read, .operand($0), $1) }
    + writes.map { Argument(.write, .output, $0) }
}

func float(_ shape: Shape) -> TensorType { TensorType(.float, shape) }

extension GraphBuilder {
  mutating func input(_ number: Int, _ type: TensorType, _ name: String? = nil) throws -> Value {
    try add(.input(number, type), name: name ?? "input\(number)", at: here)
  }

  mutating func shared(_ number: Int, _ type: TensorType, _ name: String? = nil) throws -> Value {
    try add(.shared(number, type), name: name ?? "shared\(number)", at: here)
  }

  mutating func apply(_ operation: GraphIR.Operation, _ operands: Value...) throws -> Value {
    try add(operation, operands, at: here)
  }

  mutating func apply(_ function: ElementwiseFunction, _ operands: Value...) throws -> Value {
    try add(function, operands, at: here)
  }

  /// The schedule of a graph with the given outputs and updates, for registers of 8 floats.
  func schedule(
    outputs: [Value] = [], updates: [(Int, Value)] = [], usesBLAS: Bool = false,
    optimization: Optimization = .full
  ) throws -> Schedule {
    try Lowering.schedule(
      graph(outputs: outputs, updates: updates),
      for: Target(registerBytes: 32, usesBLAS: usesBLAS), optimization: optimization)
  }

  func graph(outputs: [Value] = [], updates: [(Int, Value)] = []) -> Graph {
    graph(
      name: "f",
      roots: outputs.enumerated().map { Graph.Root(.output($0), $1) }
        + updates.map { Graph.Root(.update(shared: $0.0), $0.1) })
  }
}

extension Schedule {
  /// The kernels' names, in order.
  var kernelNames: [String] { kernels.map(\.name) }
}
