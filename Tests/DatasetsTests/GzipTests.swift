import Testing

@testable import Datasets

struct GzipTests {
  private let text = ascii(String(repeating: "all the world's a stage ", count: 40_000))

  private func content(_ bytes: [UInt8]) throws -> [UInt8] {
    try allContent(reader(bytes, name: "play.gz"))
  }

  @Test func inflates() throws {
    #expect(try content(gzip(text)) == text)
    #expect(try content(gzip([])) == [])
  }

  @Test func leavesPlainFilesAlone() throws {
    #expect(try content(text) == text)
    #expect(try content([0x1f]) == [0x1f])
    #expect(try content([]) == [])
  }

  @Test func inflatesIntoLargeAndSmallTargetsAlike() throws {
    let content = try reader(gzip(text), name: "play.gz")
    var result = try content.bytes(7, purpose: "a test")
    result += try content.bytes(500_000, purpose: "a test")
    result.append(try content.byte(of: "a test"))
    #expect(content.offset == 500_008)
    result += try content.bytes(text.count - 500_008, purpose: "a test")
    try content.expectEnd()
    #expect(result == text)
  }

  @Test func concatenatedMembersMakeOneContent() throws {
    #expect(try content(gzip(text) + gzip([1, 2]) + gzip([]) + gzip([3])) == text + [1, 2, 3])
  }

  @Test func zerosMayPadTheEnd() throws {
    #expect(try content(gzip([1, 2]) + [0, 0, 0]) == [1, 2])
    #expect(try content(gzip([1, 2]) + [0, 0] + gzip([3])) == [1, 2, 3])
  }

  @Test func saysWhereTheFileIsTruncated() throws {
    let whole = try gzip(text)
    for count in [2, 9, 10, whole.count / 2, whole.count - 8, whole.count - 1] {
      #expect(
        message { try content(Array(whole.prefix(count))) }
          == "play.gz, byte \(count) of the gzip data: expected more gzip data, got the end of"
          + " the file")
    }
  }

  @Test func saysWhatIsCorrupt() throws {
    var wrongChecksum = try gzip(text)
    let size = wrongChecksum.count
    wrongChecksum[size - 8] ^= 1
    #expect(
      message { try content(wrongChecksum) }
        == "play.gz, byte \(size - 4) of the gzip data: the gzip data is corrupt: incorrect data"
        + " check")

    var wrongLength = try gzip(text)
    wrongLength[size - 1] ^= 1
    #expect(
      message { try content(wrongLength) }
        == "play.gz, byte \(size) of the gzip data: the gzip data is corrupt: incorrect length"
        + " check")

    var wrongBlock = try gzip(text)
    wrongBlock[10] = 0xff
    #expect(
      message { try content(wrongBlock) }
        == "play.gz, byte 11 of the gzip data: the gzip data is corrupt: invalid block type")

    var wrongMethod = try gzip(text)
    wrongMethod[2] = 7
    #expect(
      message { try content(wrongMethod) }
        == "play.gz, byte 4 of the gzip data: the gzip data is corrupt: unknown compression"
        + " method")
  }

  @Test func refusesWhatFollowsTheLastMember() throws {
    let whole = try gzip([1, 2])
    #expect(
      message { try content(whole + [65]) }
        == "play.gz, byte \(whole.count) of the gzip data: expected the end of the file, got"
        + " more bytes")
  }
}
