/// The C files of one function, in an order that never changes.
package struct CSource: Sendable, Equatable {
  package struct File: Sendable, Equatable {
    package let name: String
    package let text: String
    /// Whether all loops that count are written out as operations on vectors.
    package var isInVectors = false
  }

  /// The function in one file, as it is read.
  package let whole: File
  /// The same in several files, which compilers work on at the same time; the only one is `whole`
  /// where that is short, and there is none for C that is linked with a program.
  package let units: [File]
  package let headers: [File]

  /// The function in one file, and the headers.
  package var files: [File] { [whole] + headers }

  /// What is compiled into a library, and the headers.
  package var compiledFiles: [File] { units + headers }
}
