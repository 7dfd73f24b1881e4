import Foundation

/// The most memory that this process has had at one time.
package enum PeakMemory {
  /// The peak, in bytes.
  package static func byteCount() -> Int {
    #if os(Linux)
      // `getrusage` would count what the parent had when it made the process: a child of a program
      // with a gigabyte says a gigabyte.
      if let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
        let peak = residentPeak(inStatus: status)
      {
        return peak
      }
    #endif
    return maximumResidentSize()
  }

  /// The peak in the text of `/proc/PID/status`, in bytes.
  static func residentPeak(inStatus text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    // Its kB are 1,024 bytes.
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
      .map { $0 * 1024 }
  }

  private static func maximumResidentSize() -> Int {
    var usage = rusage()
    // Linux counts in units of 1,024 bytes, macOS in bytes.
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }
}
