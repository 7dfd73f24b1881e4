import CommandLineTestSupport
import Foundation

/// A folder with data, a run, exported parameters and a filled cache, made when it is first asked
/// for. It goes when the process ends.
enum PreparedFolder {
  /// Runs a test with the program in a copy of the folder, which has the program's cache too.
  static func withCopy<Result>(
    cacheIsFilled: Bool = true, _ body: (Program) throws -> Result
  ) throws -> Result {
    let folder = temporaryPath
    try FileManager.default.copyItem(atPath: try original.get(), toPath: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    if !cacheIsFilled { try FileManager.default.removeItem(atPath: "\(folder)/cache") }
    return try body(program(in: folder))
  }

  private static let original = Result {
    atexit { try? FileManager.default.removeItem(atPath: PreparedFolder.path) }
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try TinyDigits.write(to: "\(path)/digits")
    for command in FaultedCommand.preparation {
      let result = try program(in: path).run(command)
      guard result.status == 0 else { throw PreparationError(description: result.errors) }
    }
    return path
  }

  private static let path = temporaryPath

  private static var temporaryPath: String {
    FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("croton-fault-\(UUID().uuidString)").path
  }

  private static func program(in folder: String) -> Program {
    // The build puts a target's resources beside its programs.
    let products = Bundle.module.bundleURL.resolvingSymlinksInPath().deletingLastPathComponent()
    return Program(path: products.appending(path: "croton").path, folder: folder).withOwnCache
  }

  struct PreparationError: Error, CustomStringConvertible {
    let description: String
  }
}
