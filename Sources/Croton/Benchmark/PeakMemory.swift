import Foundation

/// The most memory that this process has used so far, in bytes.
func peakMemory() -> Int {
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
