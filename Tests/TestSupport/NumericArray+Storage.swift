import GraphIR
import Interpreter
import Storage

extension NumericArray {
  /// The elements as a compiled function has them.
  package var elements: ArgumentElements {
    switch type.elementType {
    case .float: ArgumentElements(values.map(Float.init))
    case .double: ArgumentElements(values)
    case .int32: ArgumentElements(values.map { Int32($0) })
    case .int64: ArgumentElements(values.map { Int64($0) })
    default: ArgumentElements(values.map { UInt8($0) })
    }
  }

  package var encoded: [UInt8] { elements.bytes }

  package init(type: TensorType, encoded: [UInt8]) {
    let values = encoded.withUnsafeBytes { bytes -> [Double] in
      switch type.elementType {
      case .float: bytes.bindMemory(to: Float.self).map(Double.init)
      case .double: Array(bytes.bindMemory(to: Double.self))
      case .int32: bytes.bindMemory(to: Int32.self).map(Double.init)
      case .int64: bytes.bindMemory(to: Int64.self).map { Double($0) }
      default: bytes.map(Double.init)
      }
    }
    self.init(type: type, values: values)
  }
}

extension TensorStorage {
  package func write(_ array: NumericArray) {
    switch array.type.elementType {
    case .float: write(array.values.map(Float.init))
    case .double: write(array.values)
    case .int32: write(array.values.map { Int32($0) })
    case .int64: write(array.values.map { Int64($0) })
    default: write(array.values.map { UInt8($0) })
    }
  }

  package func read(_ type: TensorType) -> NumericArray {
    switch type.elementType {
    case .float: NumericArray(type: type, values: read(as: Float.self).map(Double.init))
    case .double: NumericArray(type: type, values: read(as: Double.self))
    case .int32: NumericArray(type: type, values: read(as: Int32.self).map(Double.init))
    case .int64: NumericArray(type: type, values: read(as: Int64.self).map { Double($0) })
    default: NumericArray(type: type, values: read(as: UInt8.self).map(Double.init))
    }
  }
}
