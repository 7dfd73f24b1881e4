import CEmitter
import Files
import Foundation

/// The C of several functions, as files in one folder.
public struct GeneratedFiles: Sendable {
  /// The name and text of each file; what functions share is there once.
  public let files: [(name: String, text: String)]

  /// The files of the functions, in their order.
  public init(_ functions: [GeneratedFunction]) {
    var files: [(name: String, text: String)] = []
    for file in functions.flatMap(\.source.files)
    where !files.contains(where: { $0.name == file.name }) {
      files.append((file.name, file.text))
    }
    self.files = files
  }

  /// Writes the files, making the folder where it does not exist.
  ///
  /// - Returns: the path of each file.
  /// - Throws: the file system's error.
  @discardableResult
  public func write(to folder: String) throws -> [String] {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return try files.map { file in
      let path = "\(folder)/\(file.name)"
      // A killed run leaves no half of a file.
      try WholeFile(path: path).write([Array(file.text.utf8)])
      return path
    }
  }
}
