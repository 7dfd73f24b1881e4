import Foundation

/// The Python environment in `.build/python`, with the packages of `Tests/Python/requirements.txt`,
/// which `make python` makes.
package enum PythonEnvironment {
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Runs a program of `Tests/Python`.
  ///
  /// - Parameters:
  ///   - script: the name of its file, as in `read_events.py`.
  ///   - arguments: what it finds in `sys.argv`.
  /// - Returns: what it has printed. Its errors go to the standard error of the tests.
  /// - Throws: `PythonError` where the environment is missing or the program fails.
  package static func run(script: String, arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try interpreter())
    process.arguments =
      [package.appendingPathComponent("Tests/Python/\(script)").path] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw PythonError.failed(script, process.terminationStatus)
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// The path of the interpreter.
  ///
  /// - Throws: `PythonError.missing`.
  package static func interpreter() throws -> String {
    let python = package.appendingPathComponent(".build/python/bin/python").path
    guard FileManager.default.isExecutableFile(atPath: python) else { throw PythonError.missing }
    return python
  }

  /// The path of a file of the repository.
  package static func repositoryPath(_ name: String) -> String {
    package.appendingPathComponent(name).path
  }

  /// Why a program of `Tests/Python` has no result.
  package enum PythonError: Error, CustomStringConvertible {
    case missing
    case failed(_ script: String, Int32)

    package var description: String {
      switch self {
      case .missing: "there is no Python environment in .build/python: make python"
      case .failed(let script, let status): "\(script) has failed with exit status \(status)"
      }
    }
  }
}
