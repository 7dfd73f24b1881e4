import Foundation
import TestSupport
import Toolchain

@testable import CEmitter

/// Libraries of C that includes the headers of generated functions.
struct HeaderLibrary {
  private let cache = TemporaryDirectory()

  /// C as a library, with the headers beside it.
  func compile(
    _ text: String, isExact: Bool = false, flags: [String] = []
  ) throws -> CompiledLibrary {
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_CACHE_HOME"] = cache.path
    let compiler = try KernelCompiler(environment: environment)
    let headers = try CEmitter.headers(registerBytes: compiler.host.vectorBytes, isExact: isExact)
    let source = try SourceBundle(
      name: "math",
      files: [SourceBundle.File(name: "math.c", text: text)]
        + headers.map { SourceBundle.File(name: $0.name, text: $0.text) })
    var all = try compiler.flags(usesOpenMP: false)
      .adding(CompilerFlag("-Werror", reason: "generated C has no warnings"))
    for flag in flags { all = all.adding(CompilerFlag(flag, reason: "asked for by the test")) }
    return try compiler.library(for: source, flags: all, abiVersion: 1)
  }

  /// A file of the tests' folder `MathAccuracy` as a library.
  func load(
    _ file: String, isExact: Bool = false, flags: [String] = []
  ) throws -> LoadedLibrary {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("MathAccuracy/\(file)")
    let text = try String(contentsOf: url, encoding: .utf8)
    return try compile(text, isExact: isExact, flags: flags).library
  }
}
