import CallABI
import Execution
import Frontend
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
    let libraries = try libraries(generated, processes: processes)
    return try definitions.indices.map { number in
      try Function(
        definitions[number], generated: generated[number], library: libraries[number],
        processes: processes)
    }
  }

  /// The libraries of several functions with the same options.
  static func libraries(
    _ generated: [GeneratedFunction], processes: ProcessGroup?
  ) throws -> [CompiledLibrary] {
    guard let options = generated.first?.options else { return [] }
    let compiler = try KernelCompiler(cacheDirectory: options.cacheDirectory)
    let requests = try generated.map { function in
      LibraryRequest(
        source: try SourceBundle(
          name: function.graph.name,
          files: function.source.compiledFiles.map {
            SourceBundle.File(name: $0.name, text: $0.text, isInVectors: $0.isInVectors)
          }),
        flags: try compiler.flags(
          usesBLAS: function.schedule.usesBLAS,
          mpi: function.schedule.exchangesMessages ? processes?.mpi : nil))
    }
    return try compiler.libraries(for: requests, abiVersion: UInt32(CROTON_ABI_VERSION))
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
