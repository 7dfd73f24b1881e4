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
    try libraries(for: [LibraryRequest(source: source, flags: flags)], abiVersion: abiVersion)[0]
  }

  /// The libraries of several sources, whose files are compiled at the same time, equal ones once.
  ///
  /// - Throws: as `library(for:flags:abiVersion:)`, of the first library that cannot be made.
  package func libraries(
    for requests: [LibraryRequest], abiVersion: UInt32
  ) throws -> [CompiledLibrary] {
    let start = ContinuousClock().now
    cache.removeAbandonedEntries()
    let known = try SystemThreads.map(requests.count) { number in
      let key = try requests[number].key(
        compiler: compiler.identity, processor: host, abiVersion: abiVersion)
      return (key: key, library: try cachedLibrary(key, abiVersion: abiVersion))
    }
    let missing = requests.indices.filter { known[$0].library == nil }
    var builds: [Int: LibraryBuild] = [:]
    // Renamed away when all goes well, and then there is nothing to remove.
    defer { builds.values.forEach { FileSystem.remove($0.staged.directory) } }
    if !missing.isEmpty, FileSystem.forbidsExecution(cache.directory) {
      throw ToolchainError.cacheNotExecutable(path: cache.directory)
    }
    for number in missing {
      builds[number] = try LibraryBuild(
        requests[number], key: known[number].key, compiler: compiler, processor: host, cache: cache)
    }
    let objects = try ObjectFiles(of: missing.compactMap { builds[$0] }, compiler: compiler)
    let made = builds
    let failures = try SystemThreads.map(requests.count) { try made[$0]?.link(objects) }
    let libraries = try SystemThreads.map(requests.count) { number in
      let entry = cache.entry(for: known[number].key)
      let library =
        try made[number]?.publishedLibrary(after: failures[number]) ?? known[number].library
        ?? LoadedLibrary(path: entry.libraryPath)
      try library.checkABI(version: abiVersion)
      return CompiledLibrary(
        library: library, directory: entry.directory, isCacheHit: known[number].library != nil,
        seconds: (ContinuousClock().now - start) / .seconds(1))
    }
    if !missing.isEmpty { cache.keepToLimit(sparing: Set(known.map(\.key.text))) }
    return libraries
  }

  /// The library that the cache has under a key, or `nil` where one has to be made.
  ///
  /// An entry that is there but does not load is damaged, or was linked with a library that is gone
  /// since. It is made again, once, and so is one of another version.
  private func cachedLibrary(_ key: CacheKey, abiVersion: UInt32) throws -> LoadedLibrary? {
    let entry = cache.entry(for: key)
    guard try entry.isIntact(as: key), let library = try? LoadedLibrary(path: entry.libraryPath),
      (try? library.checkABI(version: abiVersion)) != nil
    else { return nil }
    entry.recordUse()
    return library
  }
}
