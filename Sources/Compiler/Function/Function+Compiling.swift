import Frontend
import Synchronization
import Toolchain

extension Function {
  /// Several functions, compiled at the same time.
  ///
  /// - Throws: what the first of them throws that cannot be compiled.
  package static func compileAll(
    _ definitions: [FunctionDefinition], options: CompileOptions
  ) throws -> [Function] {
    let results = Mutex([Result<Function, any Error>?](repeating: nil, count: definitions.count))
    SystemThreads.forEach(definitions.count) { number in
      let result = Result { try Function(definitions[number], options: options) }
      results.withLock { $0[number] = result }
    }
    return try results.withLock { try $0.compactMap { try $0?.get() } }
  }
}
