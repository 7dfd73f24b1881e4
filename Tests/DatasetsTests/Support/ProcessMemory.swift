import Foundation
import Testing

/// The memory of this process, for tests that run in one of their own.
enum ProcessMemory {
  /// The most memory that the process has ever had, in bytes.
  static var peak: Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }

  #if os(Linux)
    /// Lets the process have so many more bytes of addresses than it has, and no more.
    static func limit(growth: Int) throws {
      let sizes = try String(contentsOfFile: "/proc/self/statm", encoding: .ascii)
      let pages = try #require(sizes.split(separator: " ").first.flatMap { Int($0) })
      let bytes = rlim_t(pages * Int(getpagesize()) + growth)
      var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
    }
  #endif
}
