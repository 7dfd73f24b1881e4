import GraphIR
import Interpreter

extension NumericArray {
  /// The elements that compiled code has written.
  init(type: TensorType, bytes: [UInt8]) {
    func numbers<Scalar: BitwiseCopyable>(_ convert: (Scalar) -> Double) -> [Double] {
      let size = MemoryLayout<Scalar>.stride
      return bytes.withUnsafeBytes { buffer in
        // Within the buffer, which need not be aligned.
        (0..<buffer.count / size).map {
          convert(buffer.loadUnaligned(fromByteOffset: $0 * size, as: Scalar.self))
        }
      }
    }
    let values: [Double] =
      switch type.elementType {
      case .float: numbers { (number: Float) in Double(number) }
      case .double: numbers { (number: Double) in number }
      case .int32: numbers { (number: Int32) in Double(number) }
      case .int64: numbers { (number: Int64) in Double(number) }
      case .bool, .uint8: numbers { (number: UInt8) in Double(number) }
      case .uint16: numbers { (number: UInt16) in Double(number) }
      case .uint32: numbers { (number: UInt32) in Double(number) }
      }
    self.init(type: type, values: values)
  }

  /// The same with the magnitude of each real number.
  var magnitudes: NumericArray {
    type.elementType.isFloatingPoint ? NumericArray(type: type, values: values.map(abs)) : self
  }

  /// Whether the interpreter holds the elements exactly: integers up to 2^53.
  var isExact: Bool {
    !type.elementType.isInteger || values.allSatisfy { abs($0) < 0x1p53 }
  }
}
