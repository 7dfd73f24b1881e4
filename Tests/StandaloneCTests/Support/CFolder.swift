import CommandLineTestSupport
import Croton
import Foundation
import StandaloneC
import Training

/// The C of a network in a folder, which `make` has built.
struct CFolder {
  /// The flags of a build in which a warning is an error.
  static let strict = ["CFLAGS=-O3 -Werror"]

  let path: String

  /// Writes the C, and builds it.
  ///
  /// - Parameters:
  ///   - trainer: the model, its data and its options.
  ///   - target: the processor and the C.
  ///   - ranks: how many processes train together, if several are to.
  ///   - make: the arguments of `make`; nothing is built where it is `nil`.
  init<Model: TrainableModel>(
    _ trainer: Trainer<Model>, in path: String, target: StandaloneTarget = .host,
    prefix: String? = nil, weights: String? = nil,
    trains: Bool = true, bindings: [StandaloneSettings.Binding] = [],
    memory: String? = nil, ranks: Int? = nil, make: [String]? = CFolder.strict
  ) throws {
    self.path = path
    var settings = StandaloneSettings()
    settings.bindings = bindings
    settings.target = target
    settings.ranks = ranks
    settings.memory = try memory.map { try MemorySize($0) }
    settings.prefix = try prefix.map { try SymbolPrefix($0) }
    let model = try StandaloneModel(
      trainer.model, data: trainer.data, options: trainer.options, weights: weights,
      trains: trains)
    try StandaloneFolder(model, settings: settings, options: trainer.compileOptions)
      .write(to: path)
    if let make { try succeed("/usr/bin/make", ["-s"] + make) }
  }

  /// The text of a file.
  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// Writes a file of the user's.
  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
  }

  /// Runs a program in the folder.
  func run(_ program: String, _ arguments: [String] = []) throws -> Program.Result {
    let program = program.hasPrefix("/") ? program : "\(path)/\(program)"
    return try Program(path: program, folder: path).run(arguments)
  }

  /// Runs a program that has to succeed.
  @discardableResult
  func succeed(_ program: String, _ arguments: [String] = []) throws -> Program.Result {
    let result = try run(program, arguments)
    guard result.status == 0 else {
      throw Failure(description: "\(program) \(arguments): \(result.status)\n\(result.errors)")
    }
    return result
  }

  /// Compiles a program of the user's with the flags of the Makefile's defaults, and runs it.
  func runOwn(
    _ source: String, _ flags: [String] = [], arguments: [String] = []
  ) throws -> Program.Result {
    try write(source, to: "own.c")
    let library = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".a") }
    try succeed(
      "/usr/bin/cc",
      ["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-o", "own", "own.c"] + flags
        + library + ["-lm"])
    return try run("own", arguments)
  }

  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
