import CommandLineTestSupport
import Foundation

/// Runs a test with the built `croton` in a folder that holds `TinyDigits` as `digits`.
func withCroton<Result>(_ body: (Program) throws -> Result) throws -> Result {
  try withDigitsFolder { folder in
    // The build puts a target's resources beside its programs.
    let products = Bundle.module.bundleURL.resolvingSymlinksInPath().deletingLastPathComponent()
    return try body(Program(path: products.appending(path: "croton").path, folder: folder))
  }
}

extension Program {
  /// Options for a LeNet that trains on the digits in a moment.
  static let tinyModel = "lenet5 --data digits --batch-size 5 --nkerns 2 3"

  /// Runs a command with the tiny model.
  func runTiny(_ command: String, _ options: String = "") throws -> Result {
    try run("\(command) \(Self.tinyModel) \(options)")
  }

  /// The bytes of a file in the program's folder.
  func bytes(of name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  /// The names of the files in the program's folder that a command has made.
  func madeFiles() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { !$0.hasSuffix(".out") && !$0.hasSuffix(".err") && $0 != "digits" && $0 != "cache" }
      .sorted()
  }
}
