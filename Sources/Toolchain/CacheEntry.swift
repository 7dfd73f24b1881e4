import Foundation

/// A directory of the cache that holds one library, the sources it was made from, what the
/// compiler said, and a digest that tells whether the library is whole.
struct CacheEntry: Sendable {
  let directory: String
  /// The number of the user who alone may have written what is loaded.
  var user: UInt32 = geteuid()

  static let libraryName = "library.so"
  static let logName = "compiler.log"
  // Named and written so that `sha256sum --check` can read it.
  static let digestName = "library.so.sha256"

  var libraryPath: String { path(of: Self.libraryName) }
  var logPath: String { path(of: Self.logName) }

  func path(of name: String) -> String { "\(directory)/\(name)" }

  /// Writes down the digest of the library, and closes the library to others.
  ///
  /// - Returns: whether there is a library.
  func seal() throws -> Bool {
    guard let digest = try libraryDigest() else { return false }
    // The compiler leaves it with what the user's mask allows.
    guard chmod(libraryPath, 0o700) == 0 else {
      throw FileSystem.failure("close to other users", libraryPath)
    }
    try FileSystem.create(path(of: Self.digestName), text: "\(digest)  \(Self.libraryName)\n")
    return true
  }

  /// Whether this is a directory with the given names in it, or some of them, as files, and no
  /// other user can have written any of it.
  ///
  /// Links do not count as what they point to: nothing that the cache writes is one. Neither does
  /// anything else that could not be read to its end, such as a pipe.
  func isSound(names: [String]) -> Bool {
    guard let status = FileStatus(path: directory, followsLinks: false), status.isDirectory,
      status.isPrivate(to: user)
    else { return false }
    return names.allSatisfy { name in
      guard let status = FileStatus(path: path(of: name), followsLinks: false) else { return true }
      return status.isRegularFile && status.isPrivate(to: user)
    }
  }

  /// Whether the library is there and as it was when it was sealed, by this user.
  ///
  /// The loader must not be asked: it maps a library that has been cut off, and reading beyond its
  /// end would kill this process.
  var isIntact: Bool {
    get throws(ToolchainError) {
      guard isSound(names: [Self.libraryName, Self.digestName]),
        let digest = try libraryDigest()
      else { return false }
      return FileSystem.text(of: path(of: Self.digestName)).hasPrefix("\(digest) ")
    }
  }

  private func libraryDigest() throws(ToolchainError) -> String? {
    guard let data = FileManager.default.contents(atPath: libraryPath), !data.isEmpty else {
      return nil
    }
    return try SHA256Digest(of: data).hexText
  }
}
