import Foundation

/// What all processes of a training must have in common: the version, the data, the settings and
/// the graph.
struct ProcessIdentity: Equatable {
  /// Names and values, in the order in which differences are looked for: what causes others comes
  /// first.
  private let parts: [Part]

  private struct Part: Equatable, Codable {
    let name: String
    let value: String
  }

  init(_ parts: [(name: String, value: String)]) {
    self.parts = parts.map { Part(name: $0.name, value: $0.value) }
  }

  /// The identity of a text that ``text`` gave in another process.
  init(text: String) throws {
    parts = try JSONDecoder().decode([Part].self, from: Data(text.utf8))
  }

  /// The identity as JSON.
  var text: String {
    get throws { String(decoding: try JSONEncoder().encode(parts), as: UTF8.self) }
  }

  /// The first difference from process 0, in words; `nil` if there is none.
  func difference(from other: ProcessIdentity, name: String, first: String) -> String? {
    // Another version may have other parts.
    let expected = Dictionary(other.parts.map { ($0.name, $0.value) }) { value, _ in value }
    for part in parts where expected[part.name] != part.value {
      guard let value = expected[part.name] else {
        return "\(name) has \(part.name) \(part.value); \(first) has none"
      }
      return "\(name) has \(part.name) \(part.value); expected that of \(first), \(value)"
    }
    let own = Set(parts.map(\.name))
    return other.parts.first { !own.contains($0.name) }.map { part in
      "\(name) has no \(part.name); expected that of \(first), \(part.value)"
    }
  }
}
