import GraphIR
import Storage

extension FunctionDefinition {
  /// The function in Double, on copies of its shared values.
  package func widened() throws -> FunctionDefinition {
    var definition = self
    definition.graph = try graph.widened()
    definition.shared = try shared.map { name, storage in (name, try storage.widenedCopy()) }
    definition.inputs = inputs.map { input in
      Parameter(name: input.name, type: input.type.widened, defaultValue: nil)
    }
    return definition
  }
}

extension TensorStorage {
  fileprivate func widenedCopy() throws -> TensorStorage {
    let copy = try TensorStorage(type: type.widened)
    switch type.elementType {
    case .float: copy.write(read(as: Float.self).map(Double.init))
    case .double: copy.write(read(as: Double.self))
    case .int32: copy.write(read(as: Int32.self))
    case .int64: copy.write(read(as: Int64.self))
    case .bool, .uint8: copy.write(read(as: UInt8.self))
    case .uint16: copy.write(read(as: UInt16.self))
    case .uint32: copy.write(read(as: UInt32.self))
    }
    return copy
  }
}
