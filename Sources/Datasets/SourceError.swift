/// What can be wrong with the source of a data set.
enum SourceError: FormatError {
  case notFound
  case fashionMNISTNotInstalled
  case unknownFile(UnreadTable)
  case unknownFolder(files: Int, folders: Int)

  var description: String {
    switch self {
    case .notFound:
      "no such file or folder; expected a data set, or"
        + " \(FashionMNIST.name)"
    case .fashionMNISTNotInstalled:
      "Fashion-MNIST is not installed; on Debian, `apt-get install dataset-fashion-mnist`"
        + " installs it"
    case .unknownFile(let found):
      "expected a table, a NumPy array or archive, an IDX file or a pickle, got \(found)"
    case .unknownFolder(let files, let folders):
      "expected tables, NumPy arrays, IDX files, CIFAR files, or folders that are named after classes"
        + " and have PNG or JPEG files, got a folder with \(files) \(files == 1 ? "file" : "files") and"
        + " \(folders) \(folders == 1 ? "folder" : "folders")"
    }
  }
}
