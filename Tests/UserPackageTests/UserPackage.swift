import CommandLineTestSupport
import Foundation

/// A package of a user's, copied to a folder outside of this one and built there, once.
struct UserPackage {
  /// The network of the README.
  static let myNet = Result { try UserPackage("\(examples)/MyNet") }
  /// The network that learns a column of a table.
  static let prices = Result { try UserPackage("\(examples)/Prices") }
  /// The program that uses a function alone.
  static let regression = Result { try UserPackage("\(examples)/Regression") }
  /// A network with mistakes.
  static let broken = Result { try UserPackage("\(resources.path)/Broken") }

  /// What `croton new` writes, and the result of its tests.
  static func written(_ template: String) throws -> UserPackage {
    try lock.withLock {
      try withDigitsFolder { folder in
        let croton = resources.deletingLastPathComponent().appending(path: "croton").path
        let result = try Program(path: croton, folder: folder)
          .run("new my-\(template) --template \(template) --croton \(repository)")
        guard result.status == 0 else { throw BuildFailure(description: result.errors) }
        let products = try build(in: "\(folder)/my-\(template)", runsTests: true)
        return UserPackage(products: products)
      }
    }
  }

  /// The folder of the built program.
  let products: String

  private struct BuildFailure: Error, CustomStringConvertible {
    let description: String
  }

  private init(_ folder: String) throws {
    products = try Self.lock.withLock { try Self.build(folder) }
  }

  private init(products: String) {
    self.products = products
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
  /// - Returns: the folder of the products.
  private static func build(_ source: String) throws -> String {
    try withDigitsFolder { folder in
      let package = "\(folder)/package"
      try FileManager.default.createDirectory(
        atPath: package, withIntermediateDirectories: false)
      try FileManager.default.copyItem(atPath: "\(source)/Sources", toPath: "\(package)/Sources")
      try String(contentsOfFile: "\(source)/Package.swift", encoding: .utf8)
        .replacing(#/path: "[./]+"/#, with: "path: \"\(repository)\"")
        .write(toFile: "\(package)/Package.swift", atomically: true, encoding: .utf8)
      return try build(in: package)
    }
  }

  /// Builds the package in a folder, and its tests where they are to be run.
  ///
  /// Dependencies take minutes to build. What is built stays beside the products of this package,
  /// as they do, so that the next run is quick, and all packages share it: Croton is built once.
  ///
  /// - Returns: the folder of the products.
  private static func build(in package: String, runsTests: Bool = false) throws -> String {
    let scratch = resources.deletingLastPathComponent().appending(path: "UserPackage").path
    let swift = Program(path: "/usr/bin/env", folder: package, environment: environment)
    let options = ["--scratch-path", scratch]
    func run(_ arguments: [String]) throws -> Program.Result {
      let result = try swift.run(["swift"] + arguments + options)
      guard result.status == 0 else {
        let command = arguments.joined(separator: " ")
        throw BuildFailure(
          description: "swift \(command) failed:\n\(result.output)\(result.errors)")
      }
      return result
    }
    _ = try run(["build"] + (runsTests ? ["--build-tests"] : []))
    if runsTests { _ = try run(["test", "--skip-build"]) }
    return try run(["build", "--show-bin-path"]).output.trimmingCharacters(in: .newlines)
  }

  /// What `swift test` sets for the tests is not meant for another SwiftPM.
  private static var environment: [String: String] {
    ProcessInfo.processInfo.environment.filter { name, _ in
      !["SWIFT_", "SWIFTPM_", "XCTest", "LLVM_PROFILE_"].contains { name.hasPrefix($0) }
    }
  }
}
