import CEmitter
import Foundation
import GraphIR

/// Texts and numbers as C has them.
enum CText {
  /// A text as a literal of ASCII characters, whatever is in it.
  static func string(_ text: some StringProtocol) -> String {
    var literal = "\""
    for byte in text.utf8 {
      switch byte {
      // A question mark could begin a trigraph.
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
        literal += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7f: literal.unicodeScalars.append(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return literal + "\""
  }

  /// A text as literals of at most so many bytes each: C promises no more than 4,095.
  static func strings(_ text: some StringProtocol, longest: Int = 100) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var count = 0
    for scalar in text.unicodeScalars {
      let size = String(scalar).utf8.count
      if count + size > longest {
        pieces.append(string(piece))
        (piece, count) = ("", 0)
      }
      piece.unicodeScalars.append(scalar)
      count += size
    }
    return count == 0 ? pieces : pieces + [string(piece)]
  }

  /// Numbers in braces, with at most so many on a line.
  static func list(_ numbers: [Int], onLine count: Int = 20) -> String {
    let lines = stride(from: 0, to: numbers.count, by: count).map { first in
      numbers[first..<min(first + count, numbers.count)].map(String.init).joined(separator: ", ")
    }
    return "{\(lines.joined(separator: ",\n    "))}"
  }

  /// The type of elements.
  static func type(_ type: ElementType) -> String {
    switch type {
    case .float: "float"
    case .double: "double"
    case .int32: "int32_t"
    case .int64: "int64_t"
    case .bool, .uint8: "uint8_t"
    case .uint16: "uint16_t"
    case .uint32: "uint32_t"
    }
  }

  /// A number of single precision, which is finite.
  static func number(_ value: Float) -> String { "\(value)f" }

  /// The extents of a shape up to a rank, those that are not there as 1.
  static func extents(_ shape: Shape, rank: Int) -> String {
    (shape.extents + [Int](repeating: 1, count: max(0, rank - shape.rank)))
      .map(String.init).joined(separator: ", ")
  }
}
