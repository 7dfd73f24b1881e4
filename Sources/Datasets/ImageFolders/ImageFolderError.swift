import Files
import ImageFiles

/// What can be wrong with a folder of images.
enum ImageFolderError: FormatError {
  case image(ImageError)
  case imageFileSize(expected: [Int], file: String, found: [Int])
  case unknownClass(String, training: String)
  case twoParts(String, String)
  case noTrainingPart(String)
  case emptyFolders(others: Int)
  case otherFiles(others: Int)

  var description: String {
    switch self {
    case .image(let error): "\(error)"
    case .imageFileSize(let expected, let file, let found):
      "expected an image of \(ErrorText.sizes(expected)) pixels as in \(file.shownAsPath), got"
        + " \(ErrorText.sizes(found)); with --image-size, all are resized"
    case .unknownClass(let name, let training):
      "expected a class that \(training.shownAsPath) has too, got '\(name.shownAsName)'"
    case .twoParts(let first, let second):
      "expected one folder for a part, got both '\(first)' and '\(second)'"
    case .noTrainingPart(let other):
      "expected a folder 'train' beside '\(other)', got none"
    case .emptyFolders(let others):
      others == 0
        ? "the folder has no image, and is left out"
        : "this folder and \(others) more have no image, and are left out"
    case .otherFiles(let others):
      others == 0
        ? "the file is neither PNG nor JPEG, and is left out"
        : "this file and \(others) more are neither PNG nor JPEG, and are left out"
    }
  }
}
