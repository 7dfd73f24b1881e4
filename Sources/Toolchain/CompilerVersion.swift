import Diagnostics

/// What a C compiler says about itself.
package struct CompilerVersion: Sendable, Hashable {
  /// The compilers that are told apart.
  enum Family: Sendable, Hashable {
    case gcc
    case clang
    case other
  }

  /// The first line of its answer.
  package let line: String

  let family: Family

  /// The first part of the version, such as 12.
  let major: Int?

  /// - Parameter answer: what it says to `--version`; `nil` comes of an empty answer.
  init?(_ answer: String) {
    guard let line = answer.split(whereSeparator: \.isNewline).first else { return nil }
    self.line = String(line)
    if let match = line.firstMatch(of: /clang version (\d+)\./) {
      (family, major) = (.clang, Int(match.1))
    } else if answer.contains("Free Software Foundation"),
      let match = line.firstMatch(of: /\) (\d+)\.\d/)
    {
      // The parentheses hold who has built it; a date or another number may follow the version.
      (family, major) = (.gcc, Int(match.1))
    } else {
      (family, major) = (.other, nil)
    }
  }

  /// The oldest GCC has `__builtin_convertvector`, with which vectors of one type become vectors of
  /// another. The oldest Clang is the oldest that the C was compiled with and had the same bits.
  private static let oldest = [Family.gcc: 9, .clang: 9]

  /// The oldest versions, as errors name them.
  static let oldestText = "GCC 9 or Clang 9"

  /// Whether it is older than the versions that the C is for.
  var isTooOld: Bool {
    guard let major, let oldest = Self.oldest[family] else { return false }
    return major < oldest
  }
}
