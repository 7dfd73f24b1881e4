/// What can be wrong with a package that is to be written: the words that a user reads.
enum NewPackageError: Error, Equatable, CustomStringConvertible {
  case noIdentifier(String)
  case keyword(String)
  case nameTaken(String, type: String)
  case folderTaken(String)
  case notCroton(String)
  case crotonNotFound

  var description: String {
    switch self {
    case .noIdentifier(let name):
      "'\(name)' makes no name of a type; expected letters and digits, with hyphens between words, "
        + "as in my-net."
    case .keyword(let name):
      "'\(name)' is a word of Swift; expected another name, as in my-net."
    case .nameTaken(let name, let type):
      "'\(name)' makes the name '\(type)', which Croton or Swift has; expected another name, "
        + "as in my-net."
    case .folderTaken(let path):
      "'\(path)' is there already; expected a new name, or an empty folder."
    case .notCroton(let path):
      "--croton is '\(path)', where Croton's package is not; expected the folder of its Package.swift."
    case .crotonNotFound:
      "Croton's package is neither around this program nor where it was compiled; "
        + "expected --croton with its folder."
    }
  }
}
