import Files
import Foundation

/// The header of a safetensors file: where each array lies in the bytes that follow.
struct SafetensorsHeader {
  /// The key under which a header has strings instead of an array.
  static let metadataName = "__metadata__"
  /// The size of the length before the header, in bytes.
  static let lengthSize = 8
  /// The longest header that is read, in bytes; the format allows 100 MB. An array takes about 70.
  static let longestLength = 4_000_000
  /// The most memory that reading a header takes, as a multiple of its length.
  static let memoryFactor = 40

  typealias Entry = CheckpointFile.Entry

  /// The arrays in the order of their bytes, which follow each other without a gap.
  let entries: [Entry]
  let metadata: [String: String]

  // MARK: Writing

  /// The header of the given arrays, with its length before it. Spaces at its end let the data
  /// begin at a multiple of eight bytes.
  static func bytes(
    arrays: [CheckpointArray], metadata: [String: String]
  ) throws -> [UInt8] {
    var header = OrderedJSONObject()
    if !metadata.isEmpty { try header.append(metadataName, metadata) }
    var offset = 0
    for array in arrays {
      var entry = OrderedJSONObject()
      try entry.append("dtype", array.elementType.rawValue)
      try entry.append("shape", array.shape)
      try entry.append("data_offsets", [offset, offset + array.bytes.count])
      try header.append(array.name, entry)
      offset += array.bytes.count
    }
    var text = Array(header.text.utf8)
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    let length = UInt64(text.count)
    return (0..<lengthSize).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + text
  }

  // MARK: Reading

  /// The header in the given bytes, for data of the given size.
  init(bytes: [UInt8], dataSize: Int) throws(CheckpointDefect) {
    // A zero byte would let the decoder take the text for UTF-16.
    guard bytes.first == UInt8(ascii: "{"), !bytes.contains(0),
      let json = try? JSONText.decode(JSONHeader.self, from: Data(bytes))
    else { throw .headerNotJSON }
    var entries: [Entry] = []
    for (name, json) in json.arrays.sorted(by: { $0.key < $1.key }) {
      guard let json else { throw .entryNotJSON(name) }
      entries.append(try json.entry(name: name))
    }
    guard let metadata = json.metadata else { throw .metadataNotStrings }
    // The decoder keeps one of two members with the same key and passes over what is not asked for,
    // where another reader may see another file.
    guard Self.memberCount(in: bytes) == json.memberCount else { throw .headerNotExact }

    // The order of names decides between arrays without elements.
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name)
        < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw .misplaced(entry.name, found: entry.range.lowerBound, expected: end)
      }
      end = entry.range.upperBound
    }
    guard end == dataSize else { throw .dataSize(found: dataSize, expected: end) }
    for entry in entries {
      if let defect = entry.elementType.defect(shape: entry.shape, byteCount: entry.range.count) {
        throw .array(name: entry.name, defect)
      }
    }
    self.entries = entries
    self.metadata = metadata
  }

  /// The number of members of all objects in a JSON text: each has one colon outside strings.
  private static func memberCount(in text: [UInt8]) -> Int {
    var count = 0
    var isInString = false
    var isEscaped = false
    for byte in text {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\"") {
        isInString.toggle()
      } else if isInString {
        isEscaped = byte == UInt8(ascii: "\\")
      } else if byte == UInt8(ascii: ":") {
        count += 1
      }
    }
    return count
  }
}

/// A header as its JSON text has it; nil stands for what does not have the expected form.
private struct JSONHeader: Decodable {
  var metadata: [String: String]? = [:]
  var arrays: [String: JSONEntry?] = [:]
  var memberCount = 0

  struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    memberCount = container.allKeys.count
    for key in container.allKeys {
      if key.stringValue == SafetensorsHeader.metadataName {
        metadata = try? container.decode([String: String].self, forKey: key)
        memberCount += metadata?.count ?? 0
      } else {
        arrays[key.stringValue] = .some(try? container.decode(JSONEntry.self, forKey: key))
        memberCount += JSONEntry.memberCount
      }
    }
  }
}

private struct JSONEntry: Decodable {
  static let memberCount = 3

  var dtype: String
  var shape: [Int]
  var offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case dtype, shape
    case offsets = "data_offsets"
  }

  func entry(name: String) throws(CheckpointDefect) -> SafetensorsHeader.Entry {
    guard let elementType = CheckpointArray.ElementType(rawValue: dtype) else {
      throw .unsupportedElementType(name, dtype)
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
      throw .offsets(name, offsets)
    }
    let range = offsets[0]..<offsets[1]
    return .init(name: name, elementType: elementType, shape: shape, range: range)
  }
}
