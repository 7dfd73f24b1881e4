/// A named array of a checkpoint: its element type, its shape, and its elements as bytes.
public struct CheckpointArray: Hashable, Sendable {
  /// The element types of a checkpoint; the raw value is the name that safetensors has for it.
  public enum ElementType: String, CaseIterable, Sendable {
    /// `Float`.
    case float32 = "F32"
    /// `Double`.
    case float64 = "F64"
    /// `Int32`.
    case int32 = "I32"
    /// `Int64`.
    case int64 = "I64"
    /// `Bool`, a byte each.
    case bool = "BOOL"
    /// `UInt8`.
    case uint8 = "U8"
    /// `UInt16`.
    case uint16 = "U16"
    /// `UInt32`.
    case uint32 = "U32"

    /// The size of an element in bytes.
    public var size: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32, .uint32: 4
      case .uint16: 2
      case .bool, .uint8: 1
      }
    }

    /// The size of an array in bytes, or nil where the shape has a negative size or too many
    /// elements to count.
    func byteCount(shape: [Int]) -> Int? {
      var count = size
      for axis in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: axis)
        guard axis >= 0, !overflow else { return nil }
        count = product
      }
      return count
    }

    /// What is wrong with an array of so many bytes, if anything.
    func defect(shape: [Int], byteCount found: Int) -> ArrayDefect? {
      guard let expected = byteCount(shape: shape) else { return .shape(shape) }
      return found == expected ? nil : .byteCount(self, shape, expected: expected, found: found)
    }
  }

  /// The name, unique in its checkpoint.
  public let name: String
  /// The type of the elements.
  public let elementType: ElementType
  /// The size of each axis; empty for a scalar.
  public let shape: [Int]
  /// The elements in row-major order, each in the byte order of this machine, which is the
  /// little-endian one of safetensors on every platform that Swift has.
  public let bytes: [UInt8]

  /// An array of the given bytes.
  ///
  /// - Throws: ``TrainingError/invalidArray(name:_:)`` where the bytes are not as many as the shape
  ///   needs, or a truth value is neither 0 nor 1.
  public init(
    name: String, elementType: ElementType, shape: [Int], bytes: [UInt8]
  ) throws(TrainingError) {
    if let defect = elementType.defect(shape: shape, byteCount: bytes.count) {
      throw .invalidArray(name: name, defect)
    }
    if elementType == .bool, let byte = bytes.first(where: { $0 > 1 }) {
      throw .invalidArray(name: name, .truthValue(byte))
    }
    self.name = name
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }
}
