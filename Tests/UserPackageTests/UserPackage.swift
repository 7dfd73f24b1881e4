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
  /// The app that has a network as C, which a plugin writes.
  static let digits = Result { try UserPackage("\(examples)/Digits") }
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
      try copy(source, to: "\(folder)/package")
      return try build(in: "\(folder)/package")
    }
  }

  /// Copies a package; the copy depends on this Croton.
  private static func copy(_ source: String, to package: String) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: package, withIntermediateDirectories: false)
    for name in try manager.contentsOfDirectory(atPath: source) where !name.hasPrefix(".") {
      try manager.copyItem(atPath: "\(source)/\(name)", toPath: "\(package)/\(name)")
    }
    try String(contentsOfFile: "\(source)/Package.swift", encoding: .utf8)
      .replacing(#/path: "[./]+"/#, with: "path: \"\(repository)\"")
      .write(toFile: "\(package)/Package.swift", atomically: true, encoding: .utf8)
  }

  /// Copies the network of the README to a folder that the body gets, along with a function that runs
  /// SwiftPM there.
  static func withMyNet(
    _ body: (_ folder: String, _ swift: ([String]) throws -> Program.Result) throws -> Void
  ) throws {
    try lock.withLock {
      try withDigitsFolder { folder in
        let package = "\(folder)/package"
        try copy("\(examples)/MyNet", to: package)
        try body(package) { try swift($0, in: package) }
      }
    }
  }

  /// Runs a command of SwiftPM in a package.
  ///
  /// Dependencies take minutes to build. What is built stays beside the products of this package,
  /// as they do, so that the next run is quick, and all packages share it: Croton is built once.
  private static func swift(_ arguments: [String], in package: String) throws -> Program.Result {
    let scratch = resources.deletingLastPathComponent().appending(path: "UserPackage").path
    let swift = Program(path: "/usr/bin/env", folder: package, environment: environment)
    let command = arguments.prefix(1) + ["--scratch-path", scratch] + arguments.dropFirst()
    return try swift.run(["swift"] + command)
  }

  /// Builds the package in a folder, and its tests where they are to be run.
  ///
  /// - Returns: the folder of the products.
  private static func build(in package: String, runsTests: Bool = false) throws -> String {
    func run(_ arguments: [String]) throws -> Program.Result {
      let result = try swift(arguments, in: package)
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
