/// Why a file could not be read as a table.
enum UnreadTable: CustomStringConvertible {
  /// No bytes at all.
  case empty
  /// Text in UTF-16, as spreadsheets write it on request.
  case utf16
  /// Lines of text without a delimiter.
  case oneColumn
  /// Anything else.
  case other

  /// What the content is.
  ///
  /// - Throws: `DatasetError` for a content that cannot be read.
  init(_ content: ContentReader) throws {
    if try content.isAtEnd() {
      self = .empty
    } else if try content.isNext([0xff, 0xfe]) || content.isNext([0xfe, 0xff]) {
      // The byte order mark.
      self = .utf16
    } else if try !content.isNext([0xff]) && TableDelimiter(content, allowsNone: true) != nil {
      // No text in UTF-8 begins with that byte, and all JPEG files do.
      self = .oneColumn
    } else {
      self = .other
    }
  }

  var description: String {
    switch self {
    case .empty: "an empty file"
    case .utf16: "text in UTF-16; tables are read in UTF-8"
    case .oneColumn:
      "text of one column; a table has commas, semicolons or tabs between its columns"
    case .other: "another file"
    }
  }
}
