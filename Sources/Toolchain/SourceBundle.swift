/// The C sources that become one library.
package struct SourceBundle: Sendable, Hashable {
  /// One file of C.
  package struct File: Sendable, Hashable {
    /// The name, such as `conv1_pool_bias_tanh.c`.
    package let name: String
    /// The whole text.
    package let text: String
    /// Whether all loops that count are operations on vectors already.
    package let isInVectors: Bool

    /// The file with the given name and text.
    package init(name: String, text: String, isInVectors: Bool = false) {
      self.name = name
      self.text = text
      self.isInVectors = isInVectors
    }
  }

  /// What the sources compute, as errors should call it.
  package let name: String

  /// The files, in the order in which the compiler is given them; headers (`.h`) lie beside the
  /// others and are not compiled by themselves.
  package let files: [File]

  /// The names of the files to compile, in order.
  package var compiledNames: [String] { compiledFiles.map(\.name) }

  /// The files to compile, in order.
  var compiledFiles: [File] { files.filter { $0.name.hasSuffix(".c") } }

  /// The headers beside them.
  var headers: [File] { files.filter { !$0.name.hasSuffix(".c") } }

  /// The sources with the given files.
  ///
  /// - Throws: `ToolchainError.sourceNameInvalid` unless each file is named by letters, digits,
  ///   `_`, `-` and `.`, begins with a letter, digit or `_`, and ends in `.c` or `.h`;
  ///   `ToolchainError.sourceNameRepeated` where two names differ in case only, or not at all;
  ///   `ToolchainError.nothingToCompile` where no name ends in `.c`.
  package init(name: String, files: [File]) throws {
    self.name = name
    self.files = files
    var seen: Set<String> = []
    for file in files {
      guard Self.isValid(file.name) else {
        throw ToolchainError.sourceNameInvalid(file.name, bundle: name)
      }
      // The file systems of macOS usually take both spellings for one file.
      guard seen.insert(file.name.lowercased()).inserted else {
        throw ToolchainError.sourceNameRepeated(file.name, bundle: name)
      }
    }
    guard !compiledNames.isEmpty else { throw ToolchainError.nothingToCompile(bundle: name) }
  }

  // Such a name stays inside its directory, is no option to the compiler, and cannot be that of a
  // file the cache keeps beside it.
  private static func isValid(_ name: String) -> Bool {
    guard name.hasSuffix(".c") || name.hasSuffix(".h"), let first = name.utf8.first else {
      return false
    }
    func isWordByte(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isWordByte(first)
      && name.utf8.allSatisfy {
        isWordByte($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
  }
}
