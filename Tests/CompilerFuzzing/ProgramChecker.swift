import CallABI
import Execution
import Foundation
import Storage
import TestSupport
import Toolchain

/// Compiles programs, each in a way of its own, several of them at the same time, and compares what
/// they compute with the interpreter.
package struct ProgramChecker: ProgramFindings {
  private let compiler: KernelCompiler
  private let folder: TemporaryDirectory
  private let usesOpenMP: Bool

  /// - Parameter command: the C compiler, as `$CC` names it.
  package init(compiler command: String) throws {
    folder = TemporaryDirectory()
    var environment = ProcessInfo.processInfo.environment
    environment["CC"] = command
    compiler = try KernelCompiler(environment: environment, cacheDirectory: folder.path)
    // Clang's runtime of OpenMP is a package of its own, which need not be there.
    usesOpenMP = try !compiler.compiler.version().line.contains("clang")
  }

  /// What is wrong with each of some programs: nil where nothing is.
  package func findings(
    _ programs: [(program: FuzzedProgram, configuration: FuzzConfiguration)]
  ) -> [Finding?] {
    let lowered = programs.map { pair in
      Result {
        let lowered = try LoweredProgram(pair.program, pair.configuration)
        return (program: lowered, request: try request(lowered, pair.configuration))
      }.mapError(Finding.init)
    }
    let requests = lowered.compactMap { try? $0.get().request }
    var libraries = (try? self.libraries(requests)) ?? []
    if libraries.count != requests.count { libraries = [] }
    var next = libraries.makeIterator()
    return zip(programs, lowered).map { pair, lowered in
      do {
        let lowered = try lowered.get()
        // One that does not compile keeps the others of its batch from being made.
        let library = try next.next() ?? self.libraries([lowered.request])[0]
        try check(lowered.program, pair.configuration, library)
        return nil
      } catch {
        return Finding(error)
      }
    }
  }

  private func libraries(_ requests: [LibraryRequest]) throws -> [CompiledLibrary] {
    requests.isEmpty
      ? [] : try compiler.libraries(for: requests, abiVersion: UInt32(CROTON_ABI_VERSION))
  }

  private func request(
    _ lowered: LoweredProgram, _ configuration: FuzzConfiguration
  ) throws -> LibraryRequest {
    let bundle = try SourceBundle(
      name: lowered.program.graph.name,
      files: lowered.source.compiledFiles.map {
        SourceBundle.File(name: $0.name, text: $0.text, isInVectors: $0.isInVectors)
      })
    var flags = try compiler.flags(usesOpenMP: usesOpenMP)
      .adding(CompilerFlag("-Werror", reason: "generated C has no warnings"))
      .adding(CompilerFlag("-O\(configuration.level)", reason: "results are those of any level"))
    for flag in configuration.dialect.flags { flags = flags.adding(flag) }
    return LibraryRequest(source: bundle, flags: flags)
  }

  private func check(
    _ lowered: LoweredProgram, _ configuration: FuzzConfiguration, _ compiled: CompiledLibrary
  ) throws {
    let program = lowered.program
    let storages = try program.shared.map { try TensorStorage(type: $0.type) }
    let function = try CompiledFunction(
      schedule: lowered.schedule, library: compiled.library, storages: storages)
    var first: [[UInt8]]?
    for _ in 0..<2 {
      for (storage, array) in zip(storages, program.shared) { storage.write(array) }
      let outputs = try function.run(
        inputs: program.inputs.map(\.elements), threads: configuration.threads)
      let found = lowered.values(
        outputs: outputs.map(\.bytes), shared: storages.map { $0.readBytes() })
      if let first {
        guard first == found.map(\.encoded) else {
          throw Finding(check: .secondCall, text: "a second call gives other bits")
        }
      } else {
        try program.compare(found, by: .results)
        first = found.map(\.encoded)
      }
    }
  }
}
