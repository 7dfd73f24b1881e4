import Foundation

/// The lines at the beginning of a log that are about a run up to an iteration.
struct LoggedLines {
  /// The size of the lines in bytes.
  private(set) var byteCount = 0
  /// The seconds that the last of them has.
  private(set) var seconds = 0.0

  private struct Line: Decodable {
    let event: String
    let iteration: Int?
    let seconds: Double?
  }

  /// - Parameters:
  ///   - path: the log; a file that cannot be read, or is no log, has no lines.
  ///   - iterations: the last iteration that counts.
  init(path: String, upTo iterations: Int) {
    var rest = (FileManager.default.contents(atPath: path) ?? Data())[...]
    let decoder = JSONDecoder()
    // A run that was killed may have left half a line at the end, without a line break. A damaged
    // line before it stays, so that the lines after it do.
    var isLog = false
    defer { if !isLog { byteCount = 0 } }
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = try? decoder.decode(Line.self, from: rest[..<end])
      guard line?.event != "end", line?.iteration ?? 0 <= iterations else { return }
      isLog = isLog || line != nil
      if let time = line?.seconds, LearningCurve.isTime(time) { seconds = time }
      byteCount += rest.distance(from: rest.startIndex, to: end) + 1
      rest = rest[(end + 1)...]
    }
  }
}
