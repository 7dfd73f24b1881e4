import Foundation

/// A directory of the cache that holds one library, the sources it was made from, what the
/// compiler said, for what it was made, and digests that tell whether these are whole.
struct CacheEntry: Sendable {
  let directory: String
  /// The number of the user who alone may have written what is loaded.
  var user: UInt32 = geteuid()

  static let libraryName = "library.so"
  static let logName = "compiler.log"
  // Named and written so that `sha256sum --check` can read it.
  static let digestName = "library.so.sha256"
  static let originName = "origin.json"

  var libraryPath: String { path(of: Self.libraryName) }
  var logPath: String { path(of: Self.logName) }

  func path(of name: String) -> String { "\(directory)/\(name)" }

  /// Writes down what the library was made for, and the digests, and closes the library to others.
  ///
  /// - Returns: whether there is a library.
  func seal(_ origin: EntryOrigin) throws -> Bool {
    guard let library = contents(of: Self.libraryName) else { return false }
    // The compiler leaves it with what the user's mask allows.
    guard chmod(libraryPath, 0o700) == 0 else {
      throw FileSystem.failure("close to other users", libraryPath)
    }
    let text = try origin.text
    try FileSystem.create(path(of: Self.originName), text: text)
    try FileSystem.create(
      path(of: Self.digestName), text: Self.digests(library: library, origin: Data(text.utf8)))
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
      guard isSound(names: [Self.libraryName, Self.digestName, Self.originName]),
        let library = contents(of: Self.libraryName), let origin = contents(of: Self.originName)
      else { return false }
      return FileSystem.text(of: path(of: Self.digestName))
        == (try Self.digests(library: library, origin: origin))
    }
  }

  /// Whether the library is intact and was made under a key: an entry that was given the name of
  /// another is whole, and computes something else.
  func isIntact(as key: CacheKey) throws(ToolchainError) -> Bool {
    try isIntact && origin?.key == key.text
  }

  /// What the library was made for, where that is readable and only the user can have written it.
  var origin: EntryOrigin? {
    guard isSound(names: [Self.originName]) else { return nil }
    return contents(of: Self.originName).flatMap {
      try? JSONDecoder().decode(EntryOrigin.self, from: $0)
    }
  }

  private func contents(of name: String) -> Data? {
    guard let data = FileManager.default.contents(atPath: path(of: name)), !data.isEmpty else {
      return nil
    }
    return data
  }

  private static func digests(library: Data, origin: Data) throws(ToolchainError) -> String {
    let library = try SHA256Digest(of: library).hexText
    let origin = try SHA256Digest(of: origin).hexText
    return "\(library)  \(libraryName)\n\(origin)  \(originName)\n"
  }
}
