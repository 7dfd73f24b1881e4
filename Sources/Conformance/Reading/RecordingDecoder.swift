/// Content that is decoded while its decoder's record learns which keys it asks for.
struct Recorded<Content: Decodable>: Decodable {
  let content: Content

  init(from decoder: any Decoder) throws {
    content =
      if let record = decoder.keyRecord {
        try Content(from: RecordingDecoder(base: decoder, record: record))
      } else {
        try Content(from: decoder)
      }
  }
}

/// A decoder that decodes as another does, and tells a record of the keys.
private struct RecordingDecoder: Decoder {
  let base: any Decoder
  let record: KeyRecord

  var codingPath: [any CodingKey] { base.codingPath }
  var userInfo: [CodingUserInfoKey: Any] { base.userInfo }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let container = try base.container(keyedBy: type)
    let all = try base.container(keyedBy: AnyKey.self)
    record.found(all.allKeys.map(\.stringValue), at: codingPath)
    for key in all.allKeys where record.isRemark(key.stringValue) {
      if (try? all.decode(String.self, forKey: key)) != nil {
        record.asked(for: key.stringValue, at: codingPath)
      }
    }
    return KeyedDecodingContainer(RecordingObject(base: container, record: record))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    RecordingList(base: try base.unkeyedContainer())
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer {
    RecordingValue(base: try base.singleValueContainer())
  }
}

/// Any key of an object.
struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// A value without keys, which a container decodes by itself.
private protocol Leaf {}
extension Bool: Leaf {}
extension String: Leaf {}
extension Double: Leaf {}
extension Int: Leaf {}
extension Int32: Leaf {}
extension Int64: Leaf {}
extension UInt32: Leaf {}

private struct RecordingObject<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let base: KeyedDecodingContainer<Key>
  let record: KeyRecord

  var codingPath: [any CodingKey] { base.codingPath }
  var allKeys: [Key] { base.allKeys }

  func contains(_ key: Key) -> Bool {
    record.asked(for: key.stringValue, at: codingPath)
    return base.contains(key)
  }

  func decodeNil(forKey key: Key) throws -> Bool { try base.decodeNil(forKey: key) }

  func decode<Content: Decodable>(_ type: Content.Type, forKey key: Key) throws -> Content {
    record.asked(for: key.stringValue, at: codingPath)
    return type is any Leaf.Type
      ? try base.decode(type, forKey: key)
      : try base.decode(Recorded<Content>.self, forKey: key).content
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<NestedKey> {
    record.asked(for: key.stringValue, at: codingPath)
    return try base.nestedContainer(keyedBy: type, forKey: key)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    record.asked(for: key.stringValue, at: codingPath)
    return try base.nestedUnkeyedContainer(forKey: key)
  }

  func superDecoder() throws -> any Decoder { try base.superDecoder() }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    record.asked(for: key.stringValue, at: codingPath)
    return try base.superDecoder(forKey: key)
  }
}

private struct RecordingList: UnkeyedDecodingContainer {
  var base: any UnkeyedDecodingContainer

  var codingPath: [any CodingKey] { base.codingPath }
  var count: Int? { base.count }
  var isAtEnd: Bool { base.isAtEnd }
  var currentIndex: Int { base.currentIndex }

  mutating func decodeNil() throws -> Bool { try base.decodeNil() }

  mutating func decode<Content: Decodable>(_ type: Content.Type) throws -> Content {
    type is any Leaf.Type
      ? try base.decode(type) : try base.decode(Recorded<Content>.self).content
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy type: NestedKey.Type
  ) throws -> KeyedDecodingContainer<NestedKey> { try base.nestedContainer(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try base.nestedUnkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try base.superDecoder() }
}

private struct RecordingValue: SingleValueDecodingContainer {
  let base: any SingleValueDecodingContainer

  var codingPath: [any CodingKey] { base.codingPath }

  func decodeNil() -> Bool { base.decodeNil() }

  func decode<Content: Decodable>(_ type: Content.Type) throws -> Content {
    type is any Leaf.Type
      ? try base.decode(type) : try base.decode(Recorded<Content>.self).content
  }
}
