import Frontend
import GraphIR
import Storage

/// A shared value that is saved, and its name in the file.
struct SavedArray: Sendable {
  let name: String
  let storage: TensorStorage

  /// The value as it is now.
  func array() throws(TrainingError) -> CheckpointArray {
    try CheckpointArray(
      name: name, elementType: elementType, shape: storage.type.shape.extents,
      bytes: storage.readBytes())
  }

  /// Replaces the value by one of the same element type and shape.
  func set(_ array: CheckpointArray) { storage.write(array.bytes) }

  /// The element type of the value.
  var elementType: CheckpointArray.ElementType { .init(storage.type.elementType) }
}

extension CheckpointArray.ElementType {
  /// The element type of a tensor.
  package init(_ elementType: GraphIR.ElementType) {
    self =
      switch elementType {
      case .float: .float32
      case .double: .float64
      case .int32: .int32
      case .int64: .int64
      case .bool: .bool
      case .uint8: .uint8
      case .uint16: .uint16
      case .uint32: .uint32
      }
  }
}
