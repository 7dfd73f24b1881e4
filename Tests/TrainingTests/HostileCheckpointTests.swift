import Foundation
import Testing
import Training

/// Files that somebody else has made, or damaged.
@Suite struct HostileCheckpointTests {
  private static let expectedHeader =
    "expected the header to be a JSON object with an object for each array"
  private static let expectedExact =
    "expected each key of the header once, and no keys but those of safetensors"

  /// Headers, the size of the data after them, and what is wrong with them.
  static let malformed: [(header: String, dataSize: Int, message: String)] = [
    ("", 0, expectedHeader),
    ("[]", 0, expectedHeader),
    (" {}", 0, expectedHeader),
    ("{", 0, expectedHeader),
    ("{}\u{0}", 0, expectedHeader),
    (String(repeating: "{\"a\":", count: 5000), 0, expectedHeader),
    ("{\"__metadata__\":{\"a\":1}}", 0, "expected \"__metadata__\" to be an object of strings"),
    ("{\"__metadata__\":[]}", 0, "expected \"__metadata__\" to be an object of strings"),
    ("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, expectedExact),
    (
      "{\"W\":7}", 0,
      "expected array \"W\" to have a dtype, a shape and data_offsets, in whole numbers"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[1.5],\"data_offsets\":[0,1]}}", 1,
      "expected array \"W\" to have a dtype, a shape and data_offsets, in whole numbers"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[9223372036854775808],\"data_offsets\":[0,1]}}", 1,
      "expected array \"W\" to have a dtype, a shape and data_offsets, in whole numbers"
    ),
    (
      "{\"W\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}", 2,
      "expected array \"W\" to have one of the element types F32, F64, I32, I64, BOOL, U8, U16, U32, "
        + "got \"F16\""
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0]}}", 1,
      "expected the data_offsets of array \"W\" to be its first byte and the one after its last, "
        + "got [0]"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,0]}}", 1,
      "expected the data_offsets of array \"W\" to be its first byte and the one after its last, "
        + "got [1, 0]"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[-1,0]}}", 1,
      "expected the data_offsets of array \"W\" to be its first byte and the one after its last, "
        + "got [-1, 0]"
    ),
    (
      "{\"W\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4,
      "array \"W\": expected 8 bytes for F32 of shape [2], got 4"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 0,
      "array \"W\": expected sizes that are not negative and a size in bytes that can be counted, "
        + "got the shape [4611686018427387904, 4]"
    ),
    (
      "{\"W\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}", 1,
      "array \"W\": expected truth values to be 0 or 1, got 170"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
        + "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6,
      "expected array \"b\" to begin at byte 4 of the data, got 2"
    ),
    (
      "{\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6,
      "expected array \"b\" to begin at byte 0 of the data, got 2"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 3,
      "expected 4 bytes of data after the header, got 3"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}", 5,
      "expected 4 bytes of data after the header, got 5"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[9223372036854775807],"
        + "\"data_offsets\":[0,9223372036854775807]}}", 5,
      "expected 9223372036854775807 bytes of data after the header, got 5"
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},"
        + "\"W\":{\"dtype\":\"U8\",\"shape\":[2,2],\"data_offsets\":[0,4]}}", 4, expectedExact
    ),
    (
      "{\"W\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4],\"more\":1}}", 4,
      expectedExact
    ),
  ]

  @Test(arguments: malformed.indices) func malformedHeader(index: Int) throws {
    let (header, dataSize, message) = Self.malformed[index]
    let data = [UInt8](repeating: 170, count: dataSize)
    try expectMessage(message, for: file(header) + data)
  }

  @Test func malformedLength() throws {
    try expectMessage("expected 8 bytes with the length of the header, got 0", for: [])
    try expectMessage(
      "expected 8 bytes with the length of the header, got 7", for: [1, 2, 3, 4, 5, 6, 7])
    try expectMessage(
      "expected a header of at most 2 bytes, got the length 3",
      for: [3, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8))
    try expectMessage(
      "expected a header of at most 2 bytes, got the length 18446744073709551615",
      for: [UInt8](repeating: 255, count: 8) + Array("{}".utf8))
    try expectMessage(
      "expected a header of at most 4000000 bytes, got the length 4000001",
      for: [1, 9, 61, 0, 0, 0, 0, 0] + [UInt8](repeating: 32, count: 4_000_001))
  }

  @Test func colonsAndQuotesInNamesAreNotKeys() throws {
    let header =
      "{ \"a:\\\":\\\\\" : {\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]}}"
    let checkpoint = try withFile(file(header) + [9]) { try Checkpoint(path: $0) }
    #expect(checkpoint.arrays.map(\.name) == ["a:\":\\"])
  }

  /// A file with the given header and no data.
  private func file(_ header: String) -> [UInt8] {
    let length = UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
  }

  private func withFile<Value>(_ bytes: [UInt8], _ body: (String) throws -> Value) throws -> Value {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/hostile.safetensors"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      return try body(path)
    }
  }

  private func expectMessage(
    _ message: String, for bytes: [UInt8],
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    try withFile(bytes) { path in
      let error = #expect(throws: TrainingError.self, sourceLocation: sourceLocation) {
        try Checkpoint(path: path)
      }
      #expect(
        error?.description == "'\(path)' is not a valid checkpoint: \(message)",
        sourceLocation: sourceLocation)
    }
  }
}
