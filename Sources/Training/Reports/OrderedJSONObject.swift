import Foundation

/// The text of a JSON object whose keys stay in the order in which they were added, which no
/// `JSONEncoder` promises. The values are encoded by `JSONEncoder`.
struct OrderedJSONObject {
  private var members: [String] = []

  /// The object on one line.
  var text: String { "{\(members.joined(separator: ","))}" }

  /// The object with a line for each member.
  var indentedText: String { "{\n\(members.map { "  \($0)" }.joined(separator: ",\n"))\n}" }

  /// Adds a value.
  ///
  /// - Throws: `EncodingError` where JSON cannot express it, such as an infinite number.
  mutating func append(_ key: String, _ value: some Encodable) throws {
    members.append("\(try Self.encode(key)):\(try Self.encode(value))")
  }

  /// Adds an object.
  mutating func append(_ key: String, _ object: OrderedJSONObject) throws {
    members.append("\(try Self.encode(key)):\(object.text)")
  }

  /// The text of a value.
  ///
  /// - Throws: `EncodingError` where JSON cannot express it.
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
