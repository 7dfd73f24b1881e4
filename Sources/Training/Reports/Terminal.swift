import Foundation

/// The properties of the terminal that a stream goes to.
enum Terminal {
  /// Its columns, 80 where it does not say, or `nil` where there is none, or none that can draw
  /// over a line.
  static func columns(of descriptor: Int32) -> Int? {
    let isDumb = ProcessInfo.processInfo.environment["TERM"] == "dumb"
    guard isatty(descriptor) == 1, !isDumb else { return nil }
    var size = winsize()
    // Safe: the system fills in the structure, which lives through the call.
    let hasSize = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return hasSize ? Int(size.ws_col) : 80
  }
}
