import Foundation

/// A system call that failed, by its number in `errno`.
struct SystemError: Error, CustomStringConvertible {
  let code: Int32

  /// The reason in the words of the system.
  var description: String {
    // Safe: the text of a known error is a constant, which nobody changes or frees.
    String(cString: strerror(code))
  }
}
