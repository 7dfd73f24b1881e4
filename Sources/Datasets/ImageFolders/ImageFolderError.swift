import Files
import ImageFiles

/// What can be wrong with a folder of images.
enum ImageFolderError: FormatError {
  case image(ImageError)
  case imageFileSize(expected: [Int], file: String, found: [Int])
  case unknownClass(String, training: String)
  case twoFolders(String, String)
  case noTrainingFolder(String)
  case noImage

  var description: String {
    switch self {
    case .image(let error): "\(error)"
    case .imageFileSize(let expected, let file, let found):
      "expected an image of \(ErrorText.sizes(expected)) pixels as in \(file.shownAsPath), got"
        + " \(ErrorText.sizes(found)); with --image-size, all are resized"
    case .unknownClass(let name, let training):
      "expected a class that \(training.shownAsPath) has too, got '\(name.shownAsName)'"
    case .twoFolders(let first, let second):
      "expected one folder for a set, got both '\(first)' and '\(second)'"
    case .noTrainingFolder(let other):
      "expected a folder 'train' beside '\(other)', got none"
    case .noImage: "the folder has no PNG or JPEG file"
    }
  }
}
