import Foundation
import Testing

/// Compares text with a file under `Golden`.
///
/// With `CROTON_RECORD_GOLDEN=1` in the environment the file is written instead. The test fails
/// all the same, so that nobody takes a recording for a test that passed.
func expectGolden(
  _ text: String, _ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")
  let file = folder.appendingPathComponent(name)
  if ProcessInfo.processInfo.environment["CROTON_RECORD_GOLDEN"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record("Golden/\(name) is recorded; look at it", sourceLocation: sourceLocation)
    return
  }
  guard let golden = try? String(contentsOf: file, encoding: .utf8) else {
    Issue.record(
      "there is no Golden/\(name); CROTON_RECORD_GOLDEN=1 writes it", sourceLocation: sourceLocation
    )
    return
  }
  if let difference = firstDifference(text, golden) {
    Issue.record("Golden/\(name), \(difference)", sourceLocation: sourceLocation)
  }
}

/// The first line in which two texts differ, in words.
private func firstDifference(_ text: String, _ golden: String) -> String? {
  guard text != golden else { return nil }
  let found = text.components(separatedBy: "\n")
  let expected = golden.components(separatedBy: "\n")
  let line = zip(found, expected).prefix { $0 == $1 }.count
  let shown = [expected, found].map { line < $0.count ? "'\($0[line])'" : "the end" }
  return "line \(line + 1): expected \(shown[0]); got \(shown[1])"
}
