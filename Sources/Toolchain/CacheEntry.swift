import Crypto
import Foundation

/// A directory of the cache that holds one library, the sources it was made from, what the
/// compiler said, and a digest that tells whether the library is whole.
struct CacheEntry: Sendable {
  let directory: String

  static let libraryName = "library.so"
  static let logName = "compiler.log"
  // Named and written so that `sha256sum --check` can read it.
  static let digestName = "library.so.sha256"

  var libraryPath: String { path(of: Self.libraryName) }
  var logPath: String { path(of: Self.logName) }

  func path(of name: String) -> String { "\(directory)/\(name)" }

  /// Writes down the digest of the library.
  ///
  /// - Returns: whether there is a library.
  func seal() throws -> Bool {
    guard let digest = libraryDigest() else { return false }
    try FileSystem.create(path(of: Self.digestName), text: "\(digest)  \(Self.libraryName)\n")
    return true
  }

  /// Whether the library is there and as it was when it was sealed.
  ///
  /// The loader must not be asked: it maps a library that has been cut off, and reading beyond its
  /// end would kill this process.
  var isIntact: Bool {
    guard let digest = libraryDigest() else { return false }
    return FileSystem.text(of: path(of: Self.digestName)).hasPrefix("\(digest) ")
  }

  private func libraryDigest() -> String? {
    guard let data = FileManager.default.contents(atPath: libraryPath), !data.isEmpty else {
      return nil
    }
    return SHA256.hash(data: data).hexText
  }
}
