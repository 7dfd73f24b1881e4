/// An error of `croton new`, with its message.
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
      "'\(name)' is no type name; expected letters and digits, with hyphens between words, "
        + "as in my-net."
    case .keyword(let name):
      "'\(name)' is a keyword of Swift; expected another name, as in my-net."
    case .nameTaken(let name, let type):
      "'\(name)' has the type name '\(type)', which Croton or Swift uses; expected another name, "
        + "as in my-net."
    case .folderTaken(let path):
      "'\(path)' already exists; expected a new name or an empty folder."
    case .notCroton(let path):
      "'\(path)' does not have Croton's package; "
        + "expected --croton with the folder of its Package.swift."
    case .crotonNotFound:
      "Croton's package is neither above this program's folder nor where it was compiled; "
        + "expected --croton with its folder."
    }
  }
}
