import Foundation

/// The readers of C that stands alone, which a program in C calls: `Standalone/fuzzer.c`.
package enum StandaloneFuzzing {
  package static let readers = ["standalone-idx", "standalone-raw", "standalone-checkpoint"]

  /// The folder of the program, and of the digits that the C is generated for.
  package static var folder: String? {
    Bundle.module.resourceURL?.appending(path: "Standalone").path
  }

  /// The paths of the seeds and of every file that a reader once failed at.
  package static func paths(of reader: String) throws -> [String] {
    try ["Seeds", "Failures"].flatMap { folder in
      try FuzzedFile.all(in: folder, of: reader).map(\.path)
    }
  }
}
