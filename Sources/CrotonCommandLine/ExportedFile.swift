import Croton
import Files

/// A file that `export` writes, once everything has been read.
struct ExportedFile {
  /// What it is, in errors.
  let what: String
  /// Where it is written.
  let path: String
  /// The file that it is made from.
  let source: String
  /// Writes it; one that is there is replaced.
  let write: () throws -> Void

  init(_ what: String, at path: String, from source: String, _ write: @escaping () throws -> Void) {
    self.what = what
    self.path = path
    self.source = source
    self.write = write
  }

  /// Checks that the files are different ones, and other ones than those that are read.
  ///
  /// - Throws: `ProgramError.sameFile`, `ProgramError.inputFile`.
  static func check(_ files: [ExportedFile]) throws {
    for (index, file) in files.enumerated() {
      let identity = FileIdentity(file.path)
      for source in files.map(\.source) where identity.isSame(as: FileIdentity(source)) {
        throw ProgramError.inputFile(file.path, file.what)
      }
      for other in files[..<index] where identity.isSame(as: FileIdentity(other.path)) {
        throw ProgramError.sameFile(file.path, other.what, file.what)
      }
    }
  }
}
