import Files

/// Something that a user should know of data: what was read in another way than expected, or not at
/// all.
///
/// It is no error: the data can be used.
public enum DatasetNote: Sendable, Equatable, CustomStringConvertible {
  /// A column of numbers that is categorical because of one of its fields.
  case mixedColumn(file: String, line: Int, column: String, text: String, categories: Int)
  /// Folders without an image: the first, and the number of the others.
  case emptyFolders(first: String, others: Int)
  /// Files that are neither PNG nor JPEG: the first, and the number of the others.
  case otherFiles(first: String, others: Int)
  /// Options of folders of images, for data of another form.
  case imageOptionsUnused(data: String, form: String)
  /// An option of tables, for data of another form.
  case tableOptionUnused(String, data: String, form: String)
  /// Classes that no training example has.
  case classesWithoutExample([String])

  /// What is to be known, in the words that a user reads.
  public var description: String {
    switch self {
    case .mixedColumn(let file, let line, let column, let text, let categories):
      "\(file.shownAsPath):\(line), column \(ErrorText.quoted(column)): \(ErrorText.quoted(text)) is"
        + " not a number, so the \(categories) different values of the column are read as categories"
    case .emptyFolders(let first, 0):
      "\(first.shownAsPath): the folder has no image, and is left out"
    case .emptyFolders(let first, let others):
      "\(first.shownAsPath): this folder and \(others) more have no image, and are left out"
    case .otherFiles(let first, 0):
      "\(first.shownAsPath): the file is neither PNG nor JPEG, and is left out"
    case .otherFiles(let first, let others):
      "\(first.shownAsPath): this file and \(others) more are neither PNG nor JPEG, and are left out"
    case .imageOptionsUnused(let data, let form):
      "\(data.shownAsPath): --image-size and --channels are options of folders of images, and change"
        + " nothing in \(form)"
    case .tableOptionUnused(let option, let data, let form):
      "\(data.shownAsPath): \(option) is an option of tables, and changes nothing in \(form)"
    case .classesWithoutExample(let names):
      "no training example of \(ErrorText.list(names))"
    }
  }
}
