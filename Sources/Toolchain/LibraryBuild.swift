/// A library that is made in a directory of its own, and then given its name in the cache.
struct LibraryBuild: Sendable {
  let request: LibraryRequest
  /// Where it is made.
  let staged: CacheEntry

  private let key: CacheKey
  private let processor: HostProcessor
  private let compiler: CCompiler
  private let cache: KernelCache
  private let replacesEntry: Bool

  /// Writes the sources.
  init(
    _ request: LibraryRequest, key: CacheKey, compiler: CCompiler, processor: HostProcessor,
    cache: KernelCache
  ) throws {
    self.request = request
    self.key = key
    self.processor = processor
    self.compiler = compiler
    self.cache = cache
    replacesEntry = FileStatus(path: cache.entry(for: key).directory, followsLinks: false) != nil
    staged = try cache.makeStagingEntry()
    do {
      for file in request.source.files {
        try FileSystem.create(staged.path(of: file.name), text: file.text)
      }
    } catch {
      FileSystem.remove(staged.directory)
      throw error
    }
  }

  /// Whether each file is compiled by itself.
  var hasObjects: Bool { request.source.compiledFiles.count > 1 }

  /// The name of the object file that a file becomes.
  static func objectName(of file: SourceBundle.File) -> String { "\(file.name.dropLast(2)).o" }

  /// The command that makes an object file of a file.
  func command(for file: SourceBundle.File) -> Command {
    Command(
      program: compiler.path,
      arguments: compiler.arguments + request.flags.words(for: file)
        + ["-c", file.name, "-o", Self.objectName(of: file)],
      directory: staged.directory)
  }

  /// A command that failed, in the directory of the build, and what the compiler said.
  struct Failure {
    let command: Command
    let status: Command.Status
    let output: String
  }

  /// Makes the library of its object files, or of its one source.
  ///
  /// The directory stays where it is: other libraries may be linked with objects in it.
  ///
  /// - Returns: the command that failed, if one has.
  func link(_ objects: ObjectFiles) throws -> Failure? {
    let parts = objects.objects(of: self)
    for (file, object) in parts where object.status != .exited(0) {
      return Failure(
        command: command(for: file), status: object.status, output: object.output)
    }
    for (file, object) in parts {
      let path = staged.path(of: Self.objectName(of: file))
      if object.path != path { try FileSystem.copy(object.path, to: path) }
    }
    let command = linking
    let (status, output) = try command.run(
      environment: compiler.environment, timeLimit: compiler.timeLimit)
    try FileSystem.create(staged.logPath, text: parts.map(\.object.output).joined() + output)
    let origin = EntryOrigin(
      key: key, name: request.source.name, compiler: compiler.identity, processor: processor)
    guard status == .exited(0), try staged.seal(origin) else {
      return Failure(command: command, status: status, output: output)
    }
    return nil
  }

  /// Loads the library and gives it its name in the cache, or keeps the sources of one that could
  /// not be made.
  ///
  /// - Throws: `ToolchainError.compilationFailed` where it could not, or `compilerTooOld` where
  ///   that may be why; `libraryNotLoadable`; `fileSystem`.
  func publishedLibrary(after failure: Failure?) throws -> LoadedLibrary {
    if let failure { throw try error(after: failure) }
    for file in request.source.compiledFiles where hasObjects {
      FileSystem.remove(staged.path(of: Self.objectName(of: file)))
    }
    // From the moment that it has its name, another process may remove it.
    let unnamed = try? LoadedLibrary(path: staged.libraryPath)
    try cache.publish(staged, as: key, replacing: replacesEntry)
    do {
      return try LoadedLibrary(path: cache.entry(for: key).libraryPath)
    } catch {
      guard let unnamed else { throw error }
      return unnamed
    }
  }

  /// Keeps the sources, and says what is wrong with them.
  private func error(after failure: Failure) throws -> ToolchainError {
    if FileStatus(path: staged.logPath) == nil {
      try FileSystem.create(staged.logPath, text: failure.output)
    }
    let kept = try cache.keepFailure(staged, key: key)
    let command = failure.command.moved(to: kept.directory).shellText
    let sources = request.source.compiledNames.map(kept.path(of:))
    if case .exited(let code) = failure.status, code != 0, let version = try? compiler.version(),
      version.isTooOld
    {
      return .compilerTooOld(
        version: version.line, command: command, output: failure.output, sources: sources)
    }
    return .compilationFailed(
      bundle: request.source.name, status: failure.status, command: command,
      output: failure.output, sources: sources)
  }

  /// The command that makes the library: of object files, or of the source where there is one.
  private var linking: Command {
    let files = request.source.compiledFiles
    let words =
      hasObjects
      ? request.flags.compiling.flatMap(\.arguments) + files.map(Self.objectName)
      : files.flatMap { request.flags.words(for: $0) + [$0.name] }
    return Command(
      program: compiler.path,
      arguments: compiler.arguments + words + request.flags.linking.flatMap(\.arguments)
        + ["-o", CacheEntry.libraryName],
      directory: staged.directory)
  }
}
