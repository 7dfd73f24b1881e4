import CommandLineTestSupport
import Foundation

/// A package of a user's, copied to a folder outside of this one and built there, once.
struct UserPackage {
  /// The network of the README.
  static let myNet = Result { try UserPackage("\(examples)/MyNet") }
  /// The program that uses a function alone.
  static let regression = Result { try UserPackage("\(examples)/Regression") }
  /// A network with mistakes.
  static let broken = Result { try UserPackage("\(resources.path)/Broken") }

  /// The folder of the built program.
  let products: String

  private struct BuildFailure: Error, CustomStringConvertible {
    let description: String
  }

  private init(_ folder: String) throws {
    products = try Self.lock.withLock { try Self.build(folder) }
  }

  /// Packages are built one after the other.
  private static let lock = NSLock()

  // Where this file was when it was compiled: in Tests/UserPackageTests.
  static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  private static let examples = "\(repository)/Examples"
  private static let resources = Bundle.module.bundleURL.resolvingSymlinksInPath()

  /// Builds a copy of the package.
  ///
  /// Dependencies take minutes to build. What is built stays beside the products of this package,
  /// as they do, so that the next run is quick, and all packages share it: Croton is built once.
  ///
  /// - Returns: the folder of the products.
  private static func build(_ source: String) throws -> String {
    let scratch = resources.deletingLastPathComponent().appending(path: "UserPackage").path
    return try withDigitsFolder { folder in
      let package = "\(folder)/package"
      try FileManager.default.createDirectory(
        atPath: package, withIntermediateDirectories: false)
      try FileManager.default.copyItem(atPath: "\(source)/Sources", toPath: "\(package)/Sources")
      try String(contentsOfFile: "\(source)/Package.swift", encoding: .utf8)
        .replacing(#/path: "[./]+"/#, with: "path: \"\(repository)\"")
        .write(toFile: "\(package)/Package.swift", atomically: true, encoding: .utf8)

      let swift = Program(path: "/usr/bin/env", folder: package, environment: environment)
      let arguments = ["swift", "build", "--scratch-path", scratch, "--disable-index-store"]
      let result = try swift.run(arguments)
      guard result.status == 0 else {
        throw BuildFailure(description: "swift build failed:\n\(result.output)\(result.errors)")
      }
      let path = try swift.run(arguments + ["--show-bin-path"])
      return path.output.trimmingCharacters(in: .newlines)
    }
  }

  /// What `swift test` sets for the tests is not meant for another SwiftPM.
  private static var environment: [String: String] {
    ProcessInfo.processInfo.environment.filter { name, _ in
      !["SWIFT_", "SWIFTPM_", "XCTest", "LLVM_PROFILE_"].contains { name.hasPrefix($0) }
    }
  }
}
