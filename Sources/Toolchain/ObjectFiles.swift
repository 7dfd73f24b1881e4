/// The object files of several libraries, compiled at the same time: files that are equal, with
/// equal headers beside them and flags, are compiled once.
struct ObjectFiles: Sendable {
  /// An object file, and what the compiler said.
  struct Object: Sendable {
    let path: String
    let status: Command.Status
    let output: String
  }

  /// All that an object file is made of.
  private struct Content: Hashable {
    let text: String
    let words: [String]
    let headers: [SourceBundle.File]

    init(_ file: SourceBundle.File, _ request: LibraryRequest) {
      text = file.text
      words = request.flags.words(for: file)
      headers = request.source.headers
    }
  }

  private let objects: [Content: Object]

  /// Compiles the files of all libraries that have more than one: a single file becomes a library
  /// at once.
  init(of builds: [LibraryBuild], compiler: CCompiler) throws {
    var contents: [Content] = []
    var firsts: [Content: (build: LibraryBuild, file: SourceBundle.File)] = [:]
    for build in builds where build.hasObjects {
      for file in build.request.source.compiledFiles {
        let content = Content(file, build.request)
        if firsts.updateValue((build, file), forKey: content) == nil { contents.append(content) }
      }
    }
    // The longest first, so that the last to end is a short one.
    let jobs = contents.sorted { $0.text.utf8.count > $1.text.utf8.count }
      .compactMap { content in firsts[content].map { (content, $0.build, $0.file) } }
    let compiled = try SystemThreads.map(jobs.count) { number in
      let (_, build, file) = jobs[number]
      let (status, output) = try build.command(for: file)
        .run(environment: compiler.environment, timeLimit: compiler.timeLimit)
      return Object(
        path: build.staged.path(of: LibraryBuild.objectName(of: file)), status: status,
        output: output)
    }
    objects = Dictionary(zip(jobs.map { $0.0 }, compiled)) { first, _ in first }
  }

  /// The objects of a library's files, in their order.
  func objects(of build: LibraryBuild) -> [(file: SourceBundle.File, object: Object)] {
    build.request.source.compiledFiles.compactMap { file in
      objects[Content(file, build.request)].map { (file, $0) }
    }
  }
}
