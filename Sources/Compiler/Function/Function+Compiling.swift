import Frontend
import Execution
import Toolchain

extension Function {
  /// Several functions, compiled at the same time.
  ///
  /// - Throws: what the first of them throws that cannot be compiled.
  package static func compileAll(
    _ definitions: [FunctionDefinition], options: CompileOptions
  ) throws -> [Function] {
    try compileAll(
      definitions, GeneratedFunction.generateAll(definitions, options: options))
  }

  /// Several functions whose C there is already, compiled at the same time.
  ///
  /// - Parameter processes: those that call the functions together, if they are for one of several.
  /// - Throws: what the first of them throws that cannot be compiled.
  package static func compileAll(
    _ definitions: [FunctionDefinition], _ generated: [GeneratedFunction],
    processes: ProcessGroup? = nil
  ) throws -> [Function] {
    try SystemThreads.map(definitions.count) { number in
      try Function(definitions[number], generated: generated[number], processes: processes)
    }
  }
}

extension GeneratedFunction {
  /// The C of several functions, made at the same time.
  ///
  /// - Throws: what the first of them throws that has none.
  package static func generateAll(
    _ definitions: [FunctionDefinition], options: CompileOptions
  ) throws -> [GeneratedFunction] {
    try SystemThreads.map(definitions.count) { number in
      try GeneratedFunction(definitions[number], options: options)
    }
  }
}
