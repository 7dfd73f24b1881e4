import Foundation

/// A program of the machine that tests run.
package struct InstalledProgram: Sendable {
  /// The place of the program.
  package let url: URL

  /// - Parameter name: its name, which is that of its package too.
  /// - Throws: `MissingToolError` where no folder of `PATH` has it.
  package init(_ name: String) throws {
    guard let url = Self.url(named: name) else { throw MissingToolError(name: name) }
    self.url = url
  }

  /// A program in one of the folders of `PATH`.
  package static func url(named name: String) -> URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Runs the program to its end.
  ///
  /// - Returns: what it has written to its standard output and its standard error.
  package func run(_ arguments: [String]) throws -> (output: String, errors: String) {
    // Files and not pipes: a full pipe would block a program that writes to both.
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try ["out", "err"].map { name in
      let file = folder.appendingPathComponent(name)
      try Data().write(to: file)
      return (url: file, handle: try FileHandle(forWritingTo: file))
    }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.standardOutput = files[0].handle
    process.standardError = files[1].handle
    try process.run()
    process.waitUntilExit()
    let texts = try files.map { String(decoding: try Data(contentsOf: $0.url), as: UTF8.self) }
    return (texts[0], texts[1])
  }

  package struct MissingToolError: Error, CustomStringConvertible {
    let name: String

    package init(name: String) { self.name = name }

    package var description: String {
      "\(name) is missing: apt-get install \(name), or brew install \(name)"
    }
  }
}
