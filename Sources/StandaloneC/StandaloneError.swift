import Diagnostics

/// What cannot be written as C that stands alone: the words that a user reads.
package enum StandaloneError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A prefix that symbols of C cannot begin with, or had better not.
  case prefix(String)
  /// A prefix whose symbols are those of a library or of the kernels.
  case takenPrefix(String)
  /// A name that a module cannot have.
  case module(String)
  /// A folder of C with programs that is to be a C target.
  case programs(folder: String)
  /// A model whose name makes no prefix.
  case noPrefix(model: String)
  /// A name that is too long for a string of C.
  case longName(String, what: String, length: Int)
  /// A library for matrix products.
  case blas
  /// Guard pages, which a program makes as it runs.
  case boundsChecked
  /// A model without a parameter.
  case noParameters(model: String)
  /// What is no number of bytes.
  case memorySize(String)
  /// A context that takes more memory than there is.
  case memory(ContextNeed, MemorySize, batchSize: Int, advice: MemoryAdvice?)

  /// The longest prefix.
  static let longestPrefix = 31
  /// The longest name of a module.
  static let longestModule = 100
  /// The most bytes of a name.
  static let longestName = 1000

  package var description: String {
    switch self {
    case .prefix(let prefix):
      "the prefix \(prefix.shownQuoted) is not possible; expected 1 to \(Self.longestPrefix) ASCII "
        + "letters, digits and single underscores, from a letter to a letter or digit"
    case .takenPrefix(let prefix):
      "the prefix \(prefix.shownQuoted) is not possible: other symbols of C begin with it; expected "
        + "another one"
    case .module(let name):
      "the module name \(name.shownQuoted) is not possible; expected 1 to \(Self.longestModule) ASCII "
        + "letters, digits and underscores, not beginning with a digit, that are no keyword"
    case .programs(let folder):
      "the folder \(folder.shownQuoted) has the C of a network with its programs, which SwiftPM would "
        + "compile too; expected an empty folder, or one of a C target"
    case .noPrefix(let model):
      "the model's name \(model.shownQuoted) makes no prefix; expected --prefix"
    case .longName(let name, let what, let length):
      "the name of a \(what), \(name.shownQuoted), has \(length) bytes; C that stands alone takes "
        + "at most \(Self.longestName)"
    case .blas:
      "C that stands alone takes no BLAS; expected --blas none"
    case .boundsChecked:
      "C that stands alone has no guard pages; expected no --check-bounds"
    case .noParameters(let model):
      "\(model.shownQuoted) has no parameters; expected at least one"
    case .memorySize(let text):
      "the memory \(text.shownQuoted) is not possible; expected a number of bytes from 1, or of K, M or "
        + "G (1024 bytes, 1024 K, 1024 M), as in 256K"
    case .memory(let need, let memory, let batchSize, let advice):
      "a context with batches of \(batchSize) takes \(need.byteCount) bytes; expected at most "
        + "\(memory.byteCount)\n\n\(need)" + (advice.map { "\n\n\($0)" } ?? "")
    }
  }
}
