import Foundation

/// A JSON file of a folder of conformance vectors.
struct VectorFile: Sendable {
  /// The file's name, such as `conv2d.json`.
  let name: String
  /// The folder that it lies in, where other files may hold what it refers to.
  let folder: String
  private let data: Data

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
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch let error as DecodingError {
      throw VectorFileError(error)
    }
  }

  /// The names of all JSON files of a folder, in alphabetical order.
  ///
  /// - Throws: `VectorFileError` when the folder cannot be listed.
  static func names(in folder: String) throws(VectorFileError) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { $0.hasSuffix(".json") }.sorted()
    } catch {
      throw .folder(folder, reason: error.localizedDescription)
    }
  }
}
