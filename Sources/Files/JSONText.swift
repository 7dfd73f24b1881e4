import Foundation

/// JSON in files that are not trusted.
package enum JSONText {
  /// The most levels of arrays and objects; no file of Croton's comes near.
  private static let mostDepth = 256

  /// Decodes a text.
  ///
  /// Foundation's decoder ends the process at a text that ends with its 513th level of arrays and
  /// objects, so deep ones are refused before.
  ///
  /// - Throws: `DecodingError`.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from data: Data, with decoder: JSONDecoder = JSONDecoder()
  ) throws -> Value {
    if let defect = defect(of: data) {
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: defect))
    }
    return try decoder.decode(type, from: data)
  }

  private static func defect(of data: Data) -> String? {
    var depth = 0
    var isInString = false
    var isEscaped = false
    for byte in data {
      switch byte {
      // The decoder would take the text for UTF-16, in which strings end elsewhere.
      case 0: return "a zero byte in the text"
      case _ where isEscaped: isEscaped = false
      case UInt8(ascii: "\""): isInString.toggle()
      case UInt8(ascii: "\\"): isEscaped = isInString
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        if isInString { continue }
        depth += 1
        if depth > mostDepth { return "more than \(mostDepth) levels of nesting" }
      case UInt8(ascii: "]"), UInt8(ascii: "}"): if !isInString { depth -= 1 }
      default: break
      }
    }
    return nil
  }
}
