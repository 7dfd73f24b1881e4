import Compiler
import Diagnostics
import Frontend
import GraphIR
import GraphPasses
import Interpreter
import Storage

/// A function that the interpreter evaluates, with the arguments, results and updates of a compiled
/// one.
struct InterpretedFunction: EngineFunction {
  private let definition: FunctionDefinition
  private let graph: Graph

  /// - Parameter optimization: the passes that the graph goes through before it is evaluated.
  init(
    _ name: String, inputs: [any TensorConvertible], outputs: [any TensorConvertible],
    updates: [Update], givens: [Given], optimization: Optimization
  ) throws {
    definition = try FunctionDefinition(
      name: name, inputs: inputs, outputs: outputs, updates: updates, givens: givens,
      at: SourceLocation(file: #fileID, line: #line))
    graph = try Pipeline(optimization).optimize(definition.graph)
  }

  func call(_ arguments: [any FunctionArgument]) throws -> [NumericArray] {
    let elements = try ArgumentBinding(function: graph.name, inputs: definition.inputs)
      .elements(arguments, named: [:])
    let inputs = try zip(elements, definition.inputs).map { elements, input in
      let storage = try TensorStorage(type: input.type)
      storage.write(elements.bytes)
      return NumericArray(storage)
    }
    let results = try Interpreter().evaluate(
      graph, inputs: inputs, shared: definition.storages.map(NumericArray.init))
    var outputs: [Int: NumericArray] = [:]
    for (root, result) in zip(graph.roots, results) {
      switch root.role {
      case .output(let position): outputs[position] = result
      case .update(let number): definition.storages[number].write(result)
      }
    }
    return outputs.sorted { $0.key < $1.key }.map(\.value)
  }
}

extension NumericArray {
  /// A copy of the elements of a shared value.
  init(_ storage: TensorStorage) {
    let values: [Double] =
      switch storage.type.elementType {
      case .float: storage.read(as: Float.self).map(Double.init)
      case .double: storage.read(as: Double.self)
      case .int32: storage.read(as: Int32.self).map(Double.init)
      case .int64: storage.read(as: Int64.self).map(Double.init)
      case .bool, .uint8: storage.read(as: UInt8.self).map(Double.init)
      case .uint16: storage.read(as: UInt16.self).map(Double.init)
      case .uint32: storage.read(as: UInt32.self).map(Double.init)
      }
    self.init(type: storage.type, values: values)
  }
}

extension TensorStorage {
  /// Replaces the elements by those that the interpreter computed for the storage's type.
  func write(_ array: NumericArray) {
    switch type.elementType {
    case .float: write(array.values.map { Float($0) })
    case .double: write(array.values)
    case .int32: write(array.values.map { Int32($0) })
    case .int64: write(array.values.map { Int64($0) })
    case .bool, .uint8: write(array.values.map { UInt8($0) })
    case .uint16: write(array.values.map { UInt16($0) })
    case .uint32: write(array.values.map { UInt32($0) })
    }
  }
}
