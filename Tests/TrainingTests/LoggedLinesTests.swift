import Foundation
import Testing

@testable import Training

struct LoggedLinesTests {
  @Test func aFileThatIsNoLogHasNoLines() throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-\(UUID().uuidString).txt").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("some notes\nof mine\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(try LoggedLines(path: path, upTo: 5).byteCount == 0)
  }

  /// A log that cannot be read is not taken for an empty one, whose lines would be removed.
  @Test func whatCannotBeReadIsAnError() throws {
    let folder = FileManager.default.temporaryDirectory.path
    #expect(throws: TrainingError.file(.read, path: folder, reason: "Is a directory")) {
      try LoggedLines(path: folder, upTo: 5)
    }
    #expect(try LoggedLines(path: "/dev/null", upTo: 5).byteCount == 0)
  }

  /// A damaged line does not end the log: what comes after it, up to the iteration, is kept.
  @Test(arguments: [(4, 2), (7, 4), (20, 4)])
  func linesUpToAnIterationAreKept(iterations: Int, count: Int) throws {
    let lines = [
      #"{"event":"start"}"#,
      #"{"event":"validation","iteration":4,"seconds":1.5}"#,
      "damaged",
      #"{"event":"validation","iteration":6,"seconds":2.5}"#,
    ]
    let rest = [#"{"event":"end","seconds":9}"#, #"{"event":"val"#].joined(separator: "\n")
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-\(UUID().uuidString).jsonl").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data((lines.map { $0 + "\n" }.joined() + rest).utf8).write(to: URL(fileURLWithPath: path))
    let kept = try LoggedLines(path: path, upTo: iterations)
    let end = count == 2 ? lines.prefix(3) : lines[...]
    #expect(kept.byteCount == end.map { $0.utf8.count + 1 }.reduce(0, +))
    #expect(kept.seconds == (count == 2 ? 1.5 : 2.5))
  }
}
