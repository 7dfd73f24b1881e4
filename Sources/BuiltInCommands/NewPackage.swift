import Foundation
import PackageTemplates
import Training

/// A package for a new network, not yet written to its folder.
package struct NewPackage {
  /// The folder.
  let folder: String
  /// The files by their paths in the folder.
  let files: [(path: String, text: String)]

  /// - Parameters:
  ///   - folder: the folder, whose last component names the package: `my-net` has the type `MyNet`.
  ///   - croton: the folder of Croton's package.
  /// - Throws: `NewPackageError` for a name that is no type name, or is taken.
  init(folder: String, template: PackageTemplate, croton: CrotonFolder) throws {
    let name = URL(fileURLWithPath: folder).lastPathComponent
    let type = try Self.type(named: name)
    for taken in [type, "\(type)Tests"] where try croton.names.contains(taken.lowercased()) {
      throw NewPackageError.nameTaken(name, type: taken)
    }
    self.folder = folder
    files = try template.files(
      PackageTemplate.Names(program: kebabCase(type), type: type, croton: croton.path))
  }

  /// The type name of a package name: `MyNet` for `my-net`.
  package static func type(named name: String) throws -> String {
    let words = name.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "_" }
    guard words.allSatisfy({ $0.wholeMatch(of: /[A-Za-z0-9]+/) != nil }),
      let first = words.first?.first, first.isLetter
    else { throw NewPackageError.noIdentifier(name) }
    let type = words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    if keywords.contains(name) || keywords.contains(type) { throw NewPackageError.keyword(name) }
    if templateNames.contains(type) { throw NewPackageError.nameTaken(name, type: type) }
    return type
  }

  /// Writes all of the package or nothing.
  ///
  /// - Throws: `NewPackageError` for a folder that is not empty; `CocoaError` for an error of the
  ///   system.
  func write() throws {
    let manager = FileManager.default
    let target = URL(fileURLWithPath: folder)
    let parent = target.deletingLastPathComponent()
    var isFolder: ObjCBool = false
    let exists = manager.fileExists(atPath: target.path, isDirectory: &isFolder)
    if exists, try !isFolder.boolValue || !manager.contentsOfDirectory(atPath: target.path).isEmpty
    {
      throw NewPackageError.folderTaken(folder)
    }
    try manager.createDirectory(at: parent, withIntermediateDirectories: true)
    // Written beside the target and moved there when complete.
    let draft = parent.appendingPathComponent(
      ".\(target.lastPathComponent)-\(UUID().uuidString)", isDirectory: true)
    do {
      for file in files {
        let path = draft.appendingPathComponent(file.path)
        try manager.createDirectory(
          at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(file.text.utf8).write(to: path)
      }
      if exists { try manager.removeItem(at: target) }
      try manager.moveItem(at: draft, to: target)
    } catch {
      try? manager.removeItem(at: draft)
      throw error
    }
  }

  /// Names that the templates use.
  private static let templateNames: Set = [
    "Adam", "BatchNorm", "Conv2d", "CrotonApp", "CrotonCommandLine", "Dataset", "Dense", "Dropout",
    "Flatten", "Float", "Foundation", "Int32", "LabeledExamples", "LearningRate", "MaxPool2d",
    "ModelProgram", "Normalize", "RandomFlip",
    "ArgumentParser", "Network", "Option", "PackageDescription", "SoftmaxClassifier", "Swift",
    "Test", "Testing",
    "TrainingOptions",
  ]

  /// The keywords of Swift's grammar.
  private static let keywords: Set = [
    "Any", "Protocol", "Self", "Type", "actor", "any", "as", "associatedtype", "async", "await",
    "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do", "else",
    "enum",
    "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import",
    "in",
    "init", "inout", "internal", "is", "let", "nil", "open", "operator", "precedencegroup",
    "private",
    "protocol", "public", "repeat", "rethrows", "return", "self", "some", "static", "struct",
    "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias", "var", "where",
    "while",
  ]
}
