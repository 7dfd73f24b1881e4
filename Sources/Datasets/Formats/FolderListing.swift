import Foundation
import ImageFiles

/// The files and the folders in a folder, in natural order, without the hidden ones.
struct FolderListing {
  let path: String
  let files: [String]
  let folders: [String]

  /// - Throws: `DatasetError` where the folder cannot be read.
  init(path: String) throws {
    self.path = path
    var files: [String] = []
    var folders: [String] = []
    for name in try Self.names(in: path) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder) else {
        continue
      }
      if isFolder.boolValue { folders.append(name) } else { files.append(name) }
    }
    self.files = files.sorted { NaturalKey($0) < NaturalKey($1) }
    self.folders = folders.sorted { NaturalKey($0) < NaturalKey($1) }
  }

  /// The path of a file or a folder in it.
  func path(of name: String) -> String { "\(path)/\(name)" }

  /// Whether the files are few enough to inspect the contents of each.
  var isInspected: Bool { files.count <= 256 }

  /// The first bytes of a file's content, uncompressed if it is gzipped; fewer if it is shorter or
  /// cannot be read.
  func firstBytes(of name: String, count: Int) -> [UInt8] {
    ContentReader.firstBytes(path: path(of: name), count: count)
  }

  /// The paths of all images in a folder and in the folders inside, in natural order.
  ///
  /// Links to folders are not followed, since one may lead to an outer folder.
  ///
  /// - Throws: `DatasetError` where a folder cannot be read.
  static func images(in path: String) throws -> [String] {
    let listing = try FolderListing(path: path)
    let files = listing.files.map(listing.path(of:)).filter(ImageHeader.isImage(path:))
    let inner = try listing.folders.map(listing.path(of:))
      .filter { (try? FileManager.default.destinationOfSymbolicLink(atPath: $0)) == nil }
      .flatMap(images(in:))
    return files + inner
  }

  /// The names in a folder, in no order, without the hidden ones.
  ///
  /// - Throws: `DatasetError` where the folder cannot be read.
  static func names(in path: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: path).filter {
        !$0.hasPrefix(".")
      }
    } catch {
      throw DatasetError(file: path, .unlisted)
    }
  }
}

extension String {
  /// The folder that a path lies in, and its name there.
  var folderAndName: (folder: String, name: String) {
    // Foundation's own division of a path traps where the path is a single character.
    guard let slash = lastIndex(of: "/") else { return (".", self) }
    return (
      slash == startIndex ? "/" : String(self[..<slash]), String(self[index(after: slash)...])
    )
  }

  /// A name without the suffix of gzipped files.
  var withoutGzipEnding: String { hasSuffix(".gz") ? String(dropLast(3)) : self }
}
