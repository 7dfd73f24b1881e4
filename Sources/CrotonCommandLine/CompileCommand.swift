import ArgumentParser
import Croton
import Foundation

/// Builds a model's functions and keeps them in the cache.
struct CompileCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "compile" }
  static var abstract: String { "Build \(App.name) and keep it in the cache." }
  static var exampleOptions: String { "--batch-size 100" }

  @OptionGroup var arguments: ModelArguments<App>

  func run() throws {
    let compiled = try arguments.program().compile(options: arguments.compileOptions)
    for function in compiled.functions {
      let compilation = function.compilation
      let how = compilation.isCacheHit ? "was in the cache" : "compiled"
      let time = String(format: "%.3f s", compilation.seconds)
      try Output.write("\(function.name): \(how), \(time), \(compilation.directory)")
    }
  }
}
