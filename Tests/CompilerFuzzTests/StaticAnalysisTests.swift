import CEmitter
import Foundation
import TestSupport
import Testing
import Toolchain

/// The C of the models, as compilers with their warnings and cppcheck read it.
@Suite struct StaticAnalysisTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// C for any compiler, of one thread; `SanitizerTests` have the warnings of C with vectors.
  @Test(arguments: BuiltInModel.allCases)
  func portableCHasNoWarnings(model: BuiltInModel) throws {
    for definition in try model.functions() {
      let function = try ModelFunctionSource(definition, dialect: .portable)
      let folder = try Folder(function.source)
      for compiler in ["gcc", "clang"] {
        // Warnings about the flow of data need the optimiser, which takes longer.
        let level = Soak.isOn ? ["-O2", "-c"] : ["-fsyntax-only"]
        let (status, output) = try folder.run(
          compiler,
          // What libraries export is marked; functions in this dialect are part of a program.
          ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-DCROTON_EXPORT="] + level
            + folder.sources)
        #expect(status == .exited(0), "\(compiler), \(definition.graph.name): \(output)")
      }
    }
  }

  /// Long as functions that train are, the others have no kernels of their own but for a few: they
  /// are part of the soak.
  @Test(arguments: BuiltInModel.allCases)
  func modelsAreCleanForCppcheck(model: BuiltInModel) throws {
    for definition in try model.functions().prefix(Soak.isOn ? 3 : 1) {
      let folder = try Folder(ModelFunctionSource(definition).source)
      try cppcheck(folder.sources, in: folder, standard: "c11", processor: Self.vectors)
    }
  }

  @Test func goldenFilesAreCleanForCppcheck() throws {
    let folder = try Folder(copying: "Tests/ExecutionTests/Golden")
    try cppcheck(folder.sources, in: folder, standard: "c11", processor: Self.vectors)
  }

  @Test func standaloneCIsCleanForCppcheck() throws {
    let folder = try Folder(copying: "Generated/lenet5")
    try cppcheck(folder.sources, in: folder, standard: "c99", processor: ["-D__x86_64__"])
  }

  /// One processor: cppcheck would otherwise go through each combination of what headers ask for.
  private static let vectors = ["-D__GNUC__=12", "-D__x86_64__", "-D__AVX512F__", "-D__FMA__"]

  private func cppcheck(
    _ sources: [String], in folder: Folder, standard: String, processor: [String]
  ) throws {
    let suppressions = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("cppcheck.xml")
    let (status, output) = try folder.run(
      "cppcheck",
      [
        "--quiet", "--language=c", "--std=\(standard)", "--error-exitcode=1", "--inline-suppr",
        "--enable=warning,performance,portability", "--suppress-xml=\(suppressions.path)",
      ] + processor + sources)
    #expect(status == .exited(0), "\(output)")
    #expect(!sources.isEmpty)
  }

  /// C files in a folder of their own.
  private struct Folder {
    private let directory = TemporaryDirectory()
    let sources: [String]

    init(_ source: CSource) throws {
      try self.init(source.files.map { ($0.name, Data($0.text.utf8)) })
    }

    init(copying path: String) throws {
      let folder = StaticAnalysisTests.root.appendingPathComponent(path)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      try self.init(
        names.filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }.map {
          ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
        })
    }

    private init(_ files: [(name: String, data: Data)]) throws {
      try FileManager.default.createDirectory(
        atPath: directory.path, withIntermediateDirectories: false)
      for file in files {
        try file.data.write(
          to: URL(fileURLWithPath: directory.path).appendingPathComponent(file.name))
      }
      sources = files.map(\.name).filter { $0.hasSuffix(".c") }
    }

    func run(_ program: String, _ arguments: [String]) throws -> (Command.Status, String) {
      let url = try InstalledProgram(program).url
      let result = try Command(
        program: url.path, arguments: arguments, directory: directory.path
      ).run(environment: ProcessInfo.processInfo.environment)
      return (result.status, result.output)
    }
  }
}
