import CompilerFuzzing
import Foundation
import TestSupport
import Testing

@testable import CEmitter

/// The C of random programs and of the models, run under sanitizers; `compiler-fuzzer --sanitize`
/// tries more programs.
@Suite struct SanitizerTests {
  struct Build: CustomTestStringConvertible {
    let sanitizer: Sanitizer
    let compiler: String
    var testDescription: String { "\(compiler), \(sanitizer.rawValue)" }

    static let all = Sanitizer.allCases.flatMap { sanitizer in
      sanitizer.compilers.map { Build(sanitizer: sanitizer, compiler: $0) }
    }
  }

  @Test(arguments: Build.all)
  func randomProgramsAreClean(build: Build) throws {
    var run = FuzzingRun(
      seed: SeededGenerator.announced().seed, compilers: [build.compiler],
      sanitizer: build.sanitizer)
    let count = Soak.isOn ? 1_000 : 3
    while run.programCount < count { try run.checkBatch(upTo: count - run.programCount) }
  }

  /// The bits of results are the same under each sanitizer, of each compiler, and for one thread
  /// and for three.
  @Test(arguments: BuiltInModel.allCases)
  func modelsAreClean(model: BuiltInModel) throws {
    let isShort = model == .softmax || model == .mlp
    // Compilers take some ten seconds for convolutions under AddressSanitizer.
    let builds = Build.all.filter {
      Soak.isOn || isShort || $0.sanitizer != .address
        || (model == .lenet5 && $0.compiler == "gcc")
    }
    for definition in try model.functions().prefix(Soak.isOn ? 3 : 1) {
      var first: [[UInt8]]?
      for build in builds {
        let function = try ModelFunctionSource(
          definition, checksBounds: build.sanitizer == .address)
        let program = try SanitizedProgram(
          function.schedule, function.source.compiledFiles, shared: function.sharedTypes,
          build.sanitizer,
          compiler: build.compiler, threads: 3)
        let results = try program.run(inputs: function.inputs, shared: function.shared)
        let bytes = results.outputs + results.shared
        #expect(bytes == first ?? bytes, "\(definition.graph.name), \(build.testDescription)")
        first = bytes
      }
    }
  }

  /// Each sanitizer stops at what it is for: without that, a clean run would say nothing.
  @Test(arguments: Build.all)
  func mistakesAreFound(build: Build) throws {
    let function = try ModelFunctionSource(
      BuiltInModel.softmax.functions()[2], checksBounds: build.sanitizer == .address)
    let (statement, words) = mistake(build.sanitizer)
    let head = "croton_run(croton_call *call)\n{\n"
    let files = function.source.compiledFiles.map { file in
      CSource.File(
        name: file.name, text: file.text.replacingOccurrences(of: head, with: head + statement))
    }
    #expect(files != function.source.compiledFiles)
    let program = try SanitizedProgram(
      function.schedule, files, shared: function.sharedTypes, build.sanitizer,
      compiler: build.compiler, threads: 3)
    let finding = #expect(throws: Finding.self) {
      _ = try program.run(inputs: function.inputs, shared: function.shared)
    }
    #expect(finding?.check == .sanitizer)
    #expect(finding?.text.contains(words) == true, "\(finding?.text ?? "")")
  }

  /// A statement with a mistake, and what the sanitizer calls it.
  private func mistake(_ sanitizer: Sanitizer) -> (statement: String, words: String) {
    switch sanitizer {
    case .address:
      // The pages before the first buffer of the arena are nobody's.
      ("  *(volatile uint8_t *)call->arena = 0;\n", "use-after-poison")
    case .memory:
      ("  if (*(volatile uint8_t *)call->outputs[0]) return 0;\n", "use-of-uninitialized-value")
    case .thread:
      (
        """
          static volatile int count;
          #pragma omp parallel num_threads(call->threads)
          ++count;

        """, "data race"
      )
    }
  }
}
