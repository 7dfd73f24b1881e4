import Files
import Foundation
import Testing

@Suite struct InputFileTests {
  private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-input-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func reason(_ path: String) -> String {
    do {
      return "opened: \(try InputFile(path: path).size) bytes"
    } catch {
      return error.reason
    }
  }

  @Test func readsAFileInParts() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file"
      try Data(0..<100).write(to: URL(fileURLWithPath: path))
      let file = try InputFile(path: path)
      #expect(file.size == 100)
      #expect(try file.read(count: 60) == Array(0..<60))
      #expect(try file.read(count: 0) == [])
      #expect(try file.read(count: 60) == Array(60..<100))
      #expect(try file.read(count: 60) == [])
      #expect(try file.read(count: 5, at: 97) == [97, 98, 99])
      #expect(try file.read(count: 2, at: 7) == [7, 8])
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    #expect(reason("/dev/zero") == "expected a regular file, got a device")
    #expect(reason("/") == "Is a directory")
    #expect(reason("/nowhere") == "No such file or directory")
    try withTemporaryFolder { folder in
      let pipe = "\(folder)/pipe"
      try #require(mkfifo(pipe, 0o600) == 0)
      #expect(reason(pipe) == "expected a regular file, got a pipe")
      let link = "\(folder)/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: pipe)
      #expect(reason(link) == "expected a regular file, got a pipe")
    }
  }

  @Test func saysThatMemoryIsShort() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/file"
      try Data().write(to: URL(fileURLWithPath: path))
      let file = try InputFile(path: path)
      let error = #expect(throws: InputFileError.self) { try file.read(count: 1 << 55) }
      #expect(error?.reason == "not enough memory for 36028797018963968 more bytes")
    }
  }

  @Test func cutsNames() {
    let long = String(repeating: "n", count: 81)
    #expect("W".shownAsName == "W")
    #expect("größe".shownAsName == "größe")
    #expect(long.dropLast().shownAsName == long.dropLast())
    #expect(long.shownAsName == long.dropLast() + "…")
    #expect("a\u{1B}[2J\n".shownAsName == #"a\u{1B}[2J\n"#)
    // A single character of a thousand marks.
    let marks = "a" + String(repeating: "\u{301}", count: 1000)
    #expect(marks.shownAsName.unicodeScalars.count == 81)
    #expect("a\"b".shownQuoted == #""a\"b""#)
    #expect(long.shownQuoted == "\"\(long.dropLast())…\"")
  }

  @Test func cutsPathsInTheMiddle() {
    let path = "/home/" + String(repeating: "d", count: 400) + "/digits.pkl"
    #expect("/home/digits.pkl".shownAsPath == "/home/digits.pkl")
    #expect(path.shownAsPath.count == 301)
    #expect(path.shownAsPath.hasPrefix("/home/dd"))
    #expect(path.shownAsPath.hasSuffix("dd/digits.pkl"))
    #expect("/a\rb".shownAsPath == #"/a\rb"#)
  }

  @Test func cutsShapes() {
    #expect([Int]().shown == "[]")
    #expect([2, 3].shown == "[2, 3]")
    #expect(Array(1...8).shown == "[1, 2, 3, 4, 5, 6, 7, 8]")
    #expect(Array(1...9).shown == "[1, 2, 3, 4, 5, 6, 7, 8, …]")
  }
}
