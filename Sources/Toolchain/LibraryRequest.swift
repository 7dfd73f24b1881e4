/// C sources that are to become a library, and how.
package struct LibraryRequest: Sendable {
  let source: SourceBundle
  let flags: CompilerFlags

  /// The library of the given sources, compiled with the given flags.
  package init(source: SourceBundle, flags: CompilerFlags) {
    self.source = source
    self.flags = flags
  }

  func key(
    compiler: CCompiler.Identity, processor: HostProcessor, abiVersion: UInt32
  ) throws(ToolchainError) -> CacheKey {
    try CacheKey(
      source: source, flags: flags, compiler: compiler, processor: processor,
      abiVersion: abiVersion)
  }
}
