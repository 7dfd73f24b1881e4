import Foundation

/// Makes C sources into libraries of this process, and keeps them for the next time.
///
/// ```swift
/// let compiler = try KernelCompiler()
/// let source = try SourceBundle(name: "answer", files: [
///   .init(name: "answer.c", text: """
///     #include <stdint.h>
///     const uint32_t croton_abi_version = 1;
///     int answer(void) { return 42; }
///     """)
/// ])
/// let compiled = try compiler.library(
///   for: source, flags: try compiler.flags(), abiVersion: 1)
/// let answer: @convention(c) () -> Int32 = try compiled.library.function("answer")
/// print(answer())   // 42
/// ```
package struct KernelCompiler: Sendable {
  /// The C compiler.
  package let compiler: CCompiler

  /// The processor that is compiled for.
  package let host: HostProcessor

  /// Where libraries are kept.
  package let cache: KernelCache

  private let environment: [String: String]

  /// The compiler and the cache that the environment names, and the processor of this machine.
  ///
  /// - Parameters:
  ///   - environment: the variables that count, `CC`, `PATH`, `XDG_CACHE_HOME` and `HOME` among
  ///     them; also the whole environment of the compiler.
  ///   - cacheDirectory: where libraries are kept, rather than where the environment says.
  /// - Throws: `ToolchainError`, where there is no compiler or the cache cannot be used.
  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    cacheDirectory: String? = nil
  ) throws {
    self.compiler = try CCompiler(environment: environment)
    self.host = .current()
    self.cache =
      try cacheDirectory.map(KernelCache.init(directory:)) ?? KernelCache(environment: environment)
    self.environment = environment
  }

  /// The flags for kernels on this machine.
  ///
  /// - Parameters:
  ///   - usesOpenMP: whether loops may run on several threads, where the system has OpenMP.
  ///   - usesBLAS: whether the kernels call BLAS.
  ///   - mpi: the MPI that the kernels call, or `nil` for none.
  /// - Throws: `ToolchainError.blasNotFound`.
  package func flags(
    usesOpenMP: Bool = true, usesBLAS: Bool = false, mpi: MPICompiler? = nil
  ) throws -> CompilerFlags {
    CompilerFlags(
      host: host, openMP: usesOpenMP ? .find() : nil,
      blas: usesBLAS ? try .find(environment: environment) : nil, mpi: mpi)
  }

  /// The library made from the given sources: the one in the cache, or a new one.
  ///
  /// - Parameters:
  ///   - source: the C sources.
  ///   - flags: the flags to compile them with.
  ///   - abiVersion: the version that the library must export as `croton_abi_version`.
  /// - Throws: `ToolchainError`: `compilationFailed` with the compiler's words, `abiMismatch`,
  ///   `commandNotStarted`, `libraryNotLoadable`, `cacheNotExecutable`, `digestUnavailable` or
  ///   `fileSystem`.
  package func library(
    for source: SourceBundle, flags: CompilerFlags, abiVersion: UInt32
  ) throws -> CompiledLibrary {
    let clock = ContinuousClock()
    let start = clock.now
    let key = try CacheKey(
      source: source, flags: flags, compiler: compiler.identity, processor: host,
      abiVersion: abiVersion)
    let entry = cache.entry(for: key)

    cache.removeAbandonedEntries()
    // An entry that is there but does not load is damaged, or was linked with a library that is
    // gone since. It is made again, once.
    let cached = try entry.isIntact ? try? LoadedLibrary(path: entry.libraryPath) : nil
    let library: LoadedLibrary
    if let cached {
      library = cached
    } else {
      let isDamaged = FileStatus(path: entry.directory, followsLinks: false) != nil
      try compile(source, flags: flags, key: key, replacing: isDamaged)
      library = try LoadedLibrary(path: entry.libraryPath)
    }
    try library.checkABI(version: abiVersion)
    return CompiledLibrary(
      library: library, directory: entry.directory, isCacheHit: cached != nil,
      seconds: (clock.now - start) / .seconds(1))
  }

  /// The command that makes a library from the given sources, run in their directory.
  package func command(
    for source: SourceBundle, flags: CompilerFlags, directory: String
  ) -> Command {
    Command(
      program: compiler.path,
      arguments: compiler.arguments + flags.compiling.flatMap(\.arguments)
        + source.compiledNames + flags.linking.flatMap(\.arguments)
        + ["-o", CacheEntry.libraryName],
      directory: directory)
  }

  private func compile(
    _ source: SourceBundle, flags: CompilerFlags, key: CacheKey, replacing: Bool
  ) throws {
    guard !FileSystem.forbidsExecution(cache.directory) else {
      throw ToolchainError.cacheNotExecutable(path: cache.directory)
    }
    let staged = try cache.makeStagingEntry()
    // Renamed away when all goes well, and then there is nothing to remove.
    defer { FileSystem.remove(staged.directory) }
    for file in source.files {
      try FileSystem.create(staged.path(of: file.name), text: file.text)
    }
    let (status, output) = try command(for: source, flags: flags, directory: staged.directory)
      .run(environment: compiler.environment, timeLimit: compiler.timeLimit)
    try FileSystem.create(staged.logPath, text: output)
    guard status == .exited(0), try staged.seal() else {
      let kept = try cache.keepFailure(staged, key: key)
      throw ToolchainError.compilationFailed(
        bundle: source.name, status: status,
        command: command(for: source, flags: flags, directory: kept.directory).shellText,
        output: output,
        sources: source.compiledNames.map(kept.path(of:)))
    }
    try cache.publish(staged, as: key, replacing: replacing)
  }
}
