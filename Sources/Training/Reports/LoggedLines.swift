import Files
import Foundation

/// The lines at the beginning of a log that are about a run up to an iteration.
package struct LoggedLines {
  /// The size of the lines in bytes.
  package private(set) var byteCount = 0
  /// The seconds that the last of them has.
  package private(set) var seconds = 0.0

  private struct Line: Decodable {
    let event: String
    let iteration: Int?
    let seconds: Double?
  }

  /// - Parameters:
  ///   - path: the log; what is no log, or no regular file, has no lines.
  ///   - iterations: the last iteration that counts.
  /// - Throws: `TrainingError.file` where the file cannot be read.
  package init(path: String, upTo iterations: Int) throws(TrainingError) {
    var rest = try Self.contents(of: path)[...]
    let decoder = JSONDecoder()
    // A run that was killed may have left half a line at the end, without a line break. A damaged
    // line before it stays, so that the lines after it do.
    var isLog = false
    defer { if !isLog { byteCount = 0 } }
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = try? JSONText.decode(Line.self, from: rest[..<end], with: decoder)
      guard line?.event != "end", line?.iteration ?? 0 <= iterations else { return }
      isLog = isLog || line != nil
      if let time = line?.seconds, LearningCurve.isTime(time) { seconds = time }
      byteCount += rest.distance(from: rest.startIndex, to: end) + 1
      rest = rest[(end + 1)...]
    }
  }

  private static func contents(of path: String) throws(TrainingError) -> Data {
    do {
      let file = try InputFile(path: path)
      return Data(try file.read(count: file.size))
    } catch .notRegular {
      // Reading from a pipe or a device would take what others write.
      return Data()
    } catch {
      throw .file(.read, path: path, reason: error.reason)
    }
  }
}
