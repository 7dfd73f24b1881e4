import Croton
import Foundation
import TestSupport
import Testing

/// The C of the models, as a C programmer and a compiler with all its warnings read it.
@Suite struct GeneratedCTests {
  enum Model: CaseIterable {
    case softmaxRegression, multilayerPerceptron, leNet5, leNet5Of1998

    func files(vectorBytes: Int) throws -> [SourceFile] {
      let dataset = try DataSource.embeddedMNIST.load()
      let options = CompileOptions(vectorBytes: vectorBytes)
      let functions =
        switch self {
        case .softmaxRegression:
          try ModelProgram(
            SoftmaxRegression(), dataset: dataset, options: SoftmaxRegression.defaults
          ).generate(options: options)
        case .multilayerPerceptron:
          try ModelProgram(
            MultilayerPerceptron(), dataset: dataset, options: MultilayerPerceptron.defaults
          ).generate(options: options)
        case .leNet5:
          try ModelProgram(LeNet5(), dataset: dataset, options: LeNet5.defaults)
            .generate(options: options)
        case .leNet5Of1998:
          try ModelProgram(LeNet5Of1998(), dataset: dataset, options: LeNet5Of1998.defaults)
            .generate(options: options)
        }
      return GeneratedFiles(functions).files.map { SourceFile(name: $0.name, text: $0.text) }
    }
  }

  struct SourceFile {
    let name: String
    let text: String
  }

  @Test(arguments: Model.allCases, [16, 32, 64])
  func readsAsAPersonWritesIt(model: Model, vectorBytes: Int) throws {
    for file in try model.files(vectorBytes: vectorBytes) {
      for (number, line) in file.text.split(
        separator: "\n", omittingEmptySubsequences: false
      ).enumerated() {
        let place = "\(file.name):\(number + 1): \(line)"
        #expect(line.count <= 100, "\(place)")
        #expect(!line.contains(/[*\/%] 1\b(?![.x])/), "\(place)")
        #expect(line.drop { $0 == " " } != "*/", "\(place)")
        #expect(!line.hasSuffix(" "), "\(place)")
        if let loop = line.firstMatch(of: /for \(\w+ (\w+) = (\d+); \1 < (\d+); \+\+\1\)/),
          let start = Int(loop.output.2), let end = Int(loop.output.3)
        {
          #expect(end - start != 1, "\(place)")
        }
      }
    }
  }

  /// No function is there twice under two names.
  @Test(arguments: Model.allCases)
  func writesEqualFunctionsOnce(model: Model) throws {
    for file in try model.files(vectorBytes: 64) where file.name.hasSuffix(".c") {
      var heads: [String: String] = [:]
      for function in file.text.components(separatedBy: "\n\n") {
        guard let name = function.firstMatch(of: /\n?(?:static|CROTON_INLINE)[^(]*?(\w+)\(/) else {
          continue
        }
        let body = function.drop { $0 != "{" }
        #expect(
          heads.updateValue(String(name.output.1), forKey: String(body)) == nil,
          "\(file.name): \(name.output.1)")
      }
    }
  }

  @Test(arguments: Model.allCases)
  func compilesWithoutWarnings(model: Model) throws {
    let (folder, files) = try written(try model.files(vectorBytes: 64))
    defer { try? FileManager.default.removeItem(at: folder) }
    let sources = files.map(\.lastPathComponent).filter { $0.hasSuffix(".c") }
    for compiler in ["gcc", "clang"] {
      guard let program = InstalledProgram.url(named: compiler) else { continue }
      let process = Process()
      process.executableURL = program
      process.currentDirectoryURL = folder
      process.arguments =
        ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-fsyntax-only"]
        + ["-Wno-unknown-pragmas"] + wideVectors + sources
      let pipe = Pipe()
      process.standardError = pipe
      try process.run()
      let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      #expect(
        process.terminationStatus == 0, "\(compiler): \(String(decoding: output, as: UTF8.self))")
    }
  }

  /// Without them, compilers warn that vectors of 64 bytes are passed in memory.
  private var wideVectors: [String] {
    #if arch(x86_64)
      ["-march=x86-64-v4"]
    #else
      ["-Wno-psabi"]
    #endif
  }

  @Test(arguments: Model.allCases, [16, 32, 64])
  func isAsClangFormatMakesIt(model: Model, vectorBytes: Int) throws {
    let (folder, files) = try written(try model.files(vectorBytes: vectorBytes))
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try ClangFormat.complaints(about: files) == "")
  }

  /// The files in a folder of their own, which the caller removes.
  private func written(_ files: [SourceFile]) throws -> (folder: URL, files: [URL]) {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-c-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let urls = files.map { folder.appendingPathComponent($0.name) }
    for (file, url) in zip(files, urls) { try Data(file.text.utf8).write(to: url) }
    return (folder, urls)
  }
}
