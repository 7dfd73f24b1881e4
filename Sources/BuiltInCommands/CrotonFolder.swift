import Foundation

/// The folder of Croton's own package, which a package of a user's depends on.
struct CrotonFolder {
  /// Its absolute path.
  let path: String

  /// The folder that the user names; if none, the one that the running program was built in, as the
  /// program's own path tells: a checkout can be moved, and its build folder moves with it. A
  /// program that was copied out of it looks where this file was when it was compiled.
  ///
  /// - Throws: `NewPackageError` where no such folder has Croton.
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

  /// The names of its products and targets, which no target of another package may have too, in
  /// lower case.
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
