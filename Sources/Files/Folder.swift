import Foundation

/// Folders, with errors that give the system's reason, which `FileManager` keeps to itself.
package enum Folder {
  /// Makes a folder where there is none, and those above it.
  package static func make(_ path: String) throws(FileError) {
    if mkdir(path, 0o777) == 0 { return }
    if errno == ENOENT {
      try make(URL(fileURLWithPath: path).deletingLastPathComponent().path)
      if mkdir(path, 0o777) == 0 { return }
    }
    // Another program may have made it by now.
    guard errno == EEXIST else { throw FileError(.create, path: path) }
    try FileError.checkFolder(path)
  }
}
