import Foundation

extension KernelCache {
  /// The folder of the files about how functions are compiled fastest, each under its key.
  private static let tunedName = "tuned"

  /// The cache of the user, if it has such a file; it is not made where there is none.
  package static func withTuning(
    directory: String?, environment: [String: String]
  ) -> KernelCache? {
    guard let path = try? directory ?? KernelCache.location(environment: environment),
      FileStatus(path: "\(path)/\(tunedName)") != nil
    else { return nil }
    return try? KernelCache(directory: path)
  }

  var tuned: CacheEntry { entry(named: Self.tunedName) }

  /// The file under a key; `nil` where there is none that this user alone could have written.
  package func tuning(_ key: String) -> Data? {
    guard tuned.isSound(names: [key]) else { return nil }
    return FileManager.default.contents(atPath: tuned.path(of: key))
  }

  /// Writes the file under a key, in the place of an earlier one.
  ///
  /// - Throws: `ToolchainError.fileSystem`.
  package func keepTuning(_ text: String, key: String) throws {
    if FileStatus(path: tuned.directory, followsLinks: false) != nil, !tuned.isSound(names: []) {
      try setAside(tuned.directory)
    }
    try FileSystem.makeDirectory(tuned.directory)
    let staged = try makeStagingEntry()
    defer { FileSystem.remove(staged.directory) }
    try FileSystem.create(staged.path(of: key), text: text)
    guard try FileSystem.move(staged.path(of: key), to: tuned.path(of: key)) else {
      throw FileSystem.failure("write", tuned.path(of: key))
    }
  }
}
