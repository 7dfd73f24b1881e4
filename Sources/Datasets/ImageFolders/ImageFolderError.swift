import Files
import ImageFiles

/// What can be wrong with a folder of images.
enum ImageFolderError: FormatError {
  case image(ImageError)
  case imageFileSize(expected: [Int], file: String, found: [Int])
  case unknownClass(String, training: String)
  case twoParts(String, String)
  case noTrainingPart(String)

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
    }
  }
}
