import Foundation

/// Why a vector file cannot be run: the words that a user reads.
package enum VectorFileError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A folder that cannot be listed.
  case folder(String, reason: String)
  /// A folder without a vector file.
  case noVectorFiles(folder: String)
  /// A file that cannot be read.
  case unreadable(reason: String)
  /// A file that is not JSON.
  case notJSON(reason: String)
  /// A file whose content is not what its form asks for.
  case malformed(place: String, reason: String)

  package var description: String {
    switch self {
    case .folder(let path, let reason): "cannot read the folder '\(path)': \(reason)"
    case .noVectorFiles(let folder): "the folder '\(folder)' holds no vector file"
    case .unreadable(let reason): "cannot be read: \(reason)"
    case .notJSON(let reason): "is not JSON: \(reason)"
    case .malformed(let place, let reason): "\(place.isEmpty ? "the file" : place): \(reason)"
    }
  }

  /// What a decoder found, with its place as `cases[3].input.shape`.
  init(_ error: DecodingError) {
    switch error {
    // With no place, it is the text that is at fault.
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      self = .notJSON(reason: Self.syntaxReason(context))
    case .dataCorrupted(let context):
      self = .malformed(place: Self.place(context.codingPath), reason: context.debugDescription)
    case .keyNotFound(let key, let context):
      self = .malformed(
        place: Self.place(context.codingPath), reason: "has no '\(key.stringValue)'")
    case .valueNotFound(let type, let context), .typeMismatch(let type, let context):
      self = .malformed(
        place: Self.place(context.codingPath), reason: "expected \(Self.words(for: type))")
    @unknown default:
      self = .malformed(place: "", reason: "\(error)")
    }
  }

  static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { place, key in
      if let index = key.intValue { return "\(place)[\(index)]" }
      return place.isEmpty ? key.stringValue : "\(place).\(key.stringValue)"
    }
  }

  private static func syntaxReason(_ context: DecodingError.Context) -> String {
    // The parser tells the line in the description that it means for developers.
    guard let error = context.underlyingError else { return context.debugDescription }
    let details = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
    return details ?? context.debugDescription
  }

  private static func words(for type: any Any.Type) -> String {
    switch type {
    case is any BinaryInteger.Type: "a whole number"
    case is Double.Type: "a number"
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    // Of a null, the decoder tells the container that it is not.
    default: "\(type)".contains(/^(Array|UnkeyedDecodingContainer)/) ? "a list" : "an object"
    }
  }
}
