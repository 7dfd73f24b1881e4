import Diagnostics
import Foundation

/// The memory of this process, for tests that run in one of their own.
package enum ProcessMemory {
  /// The most memory that the process has ever had, in bytes.
  package static var peak: Int { PeakMemory.byteCount() }

  #if os(Linux)
    /// Lets the process have so many more bytes of addresses than it has, and no more.
    package static func limit(growth: Int) throws {
      let sizes = try String(contentsOfFile: "/proc/self/statm", encoding: .ascii)
      guard let pages = sizes.split(separator: " ").first.flatMap({ Int($0) }) else {
        throw CocoaError(.fileReadCorruptFile)
      }
      let bytes = rlim_t(pages * Int(getpagesize()) + growth)
      var limit = rlimit(rlim_cur: bytes, rlim_max: bytes)
      guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else {
        throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL)
      }
    }
  #endif
}
