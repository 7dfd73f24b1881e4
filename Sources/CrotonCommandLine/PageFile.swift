import Files

/// The file of an HTML page or a picture.
enum PageFile {
  /// Checks that a page can be written, before there is one.
  ///
  /// - Throws: `CommandLineError.file`.
  static func check(_ path: String) throws {
    do {
      try WholeFile(path: path).check()
    } catch {
      throw CommandLineError.file(path, reason: error.reason)
    }
  }

  /// Writes a page, whole or not at all; a file that is there is replaced.
  ///
  /// - Throws: `CommandLineError.file`.
  static func write(_ page: String, to path: String) throws {
    do {
      try WholeFile(path: path).write([Array(page.utf8)])
    } catch {
      throw CommandLineError.file(path, reason: error.reason)
    }
  }
}
