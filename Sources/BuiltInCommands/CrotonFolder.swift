import Foundation

/// The folder of Croton's package, on which a user's package depends.
struct CrotonFolder {
  /// Its absolute path.
  let path: String

  /// The given folder; without one, the checkout that contains the running program, or, for a
  /// program that was copied out of it, the checkout where this file was compiled.
  ///
  /// The program's path comes first because a moved checkout keeps its build folder.
  ///
  /// - Throws: `NewPackageError` if the folder does not have Croton's package, or none is found.
  init(_ path: String?) throws {
    if let path {
      let folder = URL(fileURLWithPath: path).standardizedFileURL
      guard Self.hasCroton(folder) else { throw NewPackageError.notCroton(path) }
      self.path = folder.path
      return
    }
    let program = Bundle.main.executableURL?.resolvingSymlinksInPath()
    let starts = (program.map { [$0] } ?? []) + [URL(fileURLWithPath: #filePath)]
    guard let folder = starts.lazy.compactMap(Self.folder(above:)).first else {
      throw NewPackageError.crotonNotFound
    }
    self.path = folder.path
  }

  /// The names of its products and targets, in lower case; targets of other packages must differ.
  var names: Set<String> {
    get throws {
      let manifest = try String(contentsOfFile: "\(path)/Package.swift", encoding: .utf8)
      return Set(manifest.matches(of: /name: "([^"]+)"/).map { $0.1.lowercased() })
    }
  }

  private static func folder(above file: URL) -> URL? {
    var folder = file.deletingLastPathComponent()
    while folder.path != "/" {
      if hasCroton(folder) { return folder }
      folder.deleteLastPathComponent()
    }
    return nil
  }

  private static func hasCroton(_ folder: URL) -> Bool {
    let manifest = try? String(
      contentsOf: folder.appendingPathComponent("Package.swift"), encoding: .utf8)
    return manifest?.contains(".library(name: \"Croton\"") ?? false
  }
}
