import Synchronization

/// The keys of a file's objects: which there are, and which a form has asked for.
///
/// What nothing asked for is not known here, and a report names it rather than pass over it.
final class KeyRecord: Sendable {
  /// A key that no form asks for.
  struct UnknownKey: Equatable {
    /// Where it is first, such as `cases[3].surprise`.
    let place: String
    /// How many other cases have it too.
    let others: Int
  }

  private struct Object {
    var present: Set<String> = []
    var asked: Set<String> = []
  }

  /// A path without the positions in lists, and those positions.
  private struct Path: Hashable {
    let keys: [String]
    let positions: [Int]

    init(_ path: [any CodingKey]) {
      // The place of a position in the path counts as well, so an empty word stands for it.
      keys = path.map { $0.intValue == nil ? $0.stringValue : "" }
      positions = path.compactMap(\.intValue)
    }
  }

  /// Texts for readers, of which nothing has to hold.
  private static let remarks: Set<String> = ["upstream", "note", "what", "source"]

  private let remarks: Set<String>
  private let objects = Mutex<[Path: Object]>([:])

  /// - Parameter remarks: keys of a form with texts for readers, besides those of all forms.
  init(remarks: Set<String> = []) { self.remarks = Self.remarks.union(remarks) }

  /// Whether the key is one of a text for readers, if it has a text.
  func isRemark(_ key: String) -> Bool { remarks.contains(key) }

  /// Keeps the keys of the object at a path.
  func found(_ keys: [String], at path: [any CodingKey]) {
    objects.withLock { $0[Path(path), default: Object()].present.formUnion(keys) }
  }

  /// Keeps that a form knows a key of the object at a path.
  func asked(for key: String, at path: [any CodingKey]) {
    objects.withLock { _ = $0[Path(path), default: Object()].asked.insert(key) }
  }

  /// Forgets what lies at a path and below: nothing can be said of the keys of what is malformed.
  func forget(_ path: [any CodingKey]) {
    let path = Path(path)
    objects.withLock { objects in
      objects = objects.filter { other, _ in
        !(other.keys.starts(with: path.keys) && other.positions.starts(with: path.positions))
      }
    }
  }

  /// What no form asked for, in alphabetical order; the same key of several cases once.
  var unknownKeys: [UnknownKey] {
    let objects = objects.withLock { $0 }
    var places: [[String]: [[Int]]] = [:]
    for (path, object) in objects {
      for key in object.present.subtracting(object.asked) {
        places[path.keys + [key], default: []].append(path.positions)
      }
    }
    return places.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { keys, positions in
      let first = positions.min { $0.lexicographicallyPrecedes($1) } ?? []
      return UnknownKey(place: Self.place(keys, first), others: positions.count - 1)
    }
  }

  private static func place(_ keys: [String], _ positions: [Int]) -> String {
    var positions = positions[...]
    return keys.reduce("") { place, key in
      if key.isEmpty, let position = positions.popFirst() { return "\(place)[\(position)]" }
      return place.isEmpty ? key : "\(place).\(key)"
    }
  }
}

extension CodingUserInfoKey {
  /// The record of a decoder, or nothing where nobody wants to know.
  static let keyRecord = CodingUserInfoKey(rawValue: "keyRecord")
}

extension Decoder {
  var keyRecord: KeyRecord? { CodingUserInfoKey.keyRecord.flatMap { userInfo[$0] as? KeyRecord } }
}
