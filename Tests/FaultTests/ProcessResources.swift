import Foundation
import TestSupport

/// What a process holds at a moment.
struct ProcessResources: CustomStringConvertible {
  /// The memory of the machine that it has.
  let residentBytes: Int
  /// The number of open files.
  let openFiles: Int

  init(of process: pid_t) throws {
    #if os(Linux)
      let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
      let size = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }?
        .split(whereSeparator: \.isWhitespace)[1]
      openFiles = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count
    #else
      let size = try InstalledProgram("ps").run(["-o", "rss=", "-p", "\(process)"]).output
        .split(whereSeparator: \.isWhitespace).first
      // One line a file that has a number, an `f` and that number.
      openFiles = try InstalledProgram("lsof").run(["-p", "\(process)", "-d", "0-9999", "-F", "f"])
        .output.split(separator: "\n").count { $0.hasPrefix("f") }
    #endif
    guard let kilobytes = size.flatMap({ Int($0) }) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    residentBytes = kilobytes * 1024
  }

  var description: String { "\(residentBytes) bytes, \(openFiles) open files" }
}
