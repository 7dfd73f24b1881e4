import CommandLineTestSupport
import Foundation

/// The package in `Example`, copied to a folder outside of this one and built there, once.
enum UserPackage {
  /// The folder of the built programs.
  static let products = Result { try build() }

  private struct BuildFailure: Error, CustomStringConvertible {
    let description: String
  }

  private static func build() throws -> String {
    // Where this file was when it was compiled: in Tests/UserPackageTests.
    let repository = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    let resources = Bundle.module.bundleURL.resolvingSymlinksInPath()
    // Dependencies take minutes to build. What is built stays beside the products of this package,
    // as they do, so that the next run is quick.
    let scratch = resources.deletingLastPathComponent().appending(path: "UserPackage").path

    return try withDigitsFolder { folder in
      let package = "\(folder)/my-net"
      try FileManager.default.copyItem(
        atPath: resources.appending(path: "Example").path, toPath: package)
      let manifest = "\(package)/Package.swift"
      try String(contentsOfFile: manifest, encoding: .utf8)
        .replacing("../../..", with: repository)
        .write(toFile: manifest, atomically: true, encoding: .utf8)

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
