import Datasets

extension DataSource {
  /// Checks that a file to be written is none of those that the data is read from.
  ///
  /// - Parameter what: what is to be written.
  /// - Throws: `ProgramError.dataFile`.
  package func checkDoesNotHave(_ path: String, for what: String) throws {
    guard !reads(path) else { throw ProgramError.dataFile(path, what) }
  }
}
