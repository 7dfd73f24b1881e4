import Files
import Foundation

/// A JSON file of a folder of conformance vectors.
struct VectorFile: Sendable {
  /// The file's name, such as `conv2d.json`.
  let name: String
  /// The folder that it lies in, where other files may hold what it refers to.
  let folder: String
  private let data: Data
  /// What learns which keys are asked for, where somebody wants to know.
  private var record: KeyRecord?

  /// - Throws: `VectorFileError` when it cannot be read.
  init(_ name: String, in folder: String) throws(VectorFileError) {
    self.name = name
    self.folder = folder
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: folder).appending(path: name))
    } catch {
      throw .unreadable(reason: error.localizedDescription)
    }
  }

  /// The content as a type.
  ///
  /// - Throws: `VectorFileError` with the place of what is malformed.
  func decode<Content: Decodable>(as type: Content.Type = Content.self) throws -> Content {
    let decoder = JSONDecoder()
    if let record, let key = CodingUserInfoKey.keyRecord { decoder.userInfo[key] = record }
    do {
      return try JSONText.decode(Recorded<Content>.self, from: data, with: decoder).content
    } catch let error as DecodingError {
      throw VectorFileError(error)
    }
  }

  /// The same file, of whose keys a record learns which are asked for.
  func recorded(by record: KeyRecord) -> VectorFile {
    var file = self
    file.record = record
    return file
  }

  /// The names of all JSON files of a folder, in alphabetical order.
  ///
  /// - Throws: `VectorFileError` when the folder cannot be listed.
  static func names(in folder: String) throws(VectorFileError) -> [String] {
    do {
      try FileError.checkFolder(folder)
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".json") }.sorted()
    } catch let error as FileError {
      throw .folder(folder, reason: error.reason)
    } catch {
      throw .folder(folder, reason: error.localizedDescription)
    }
  }
}
