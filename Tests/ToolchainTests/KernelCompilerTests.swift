import Foundation
import Testing

@testable import Toolchain

@Suite struct KernelCompilerTests {
  /// Calls `body` with a compiler whose cache is empty.
  private func withCompiler(
    _ changes: [String: String] = [:], _ body: (KernelCompiler) throws -> Void
  ) throws {
    try withTemporaryDirectory { root in
      try body(KernelCompiler(environment: environment(caches: root, changes)))
    }
  }

  private func names(_ compiler: KernelCompiler) throws -> [String] {
    try FileSystem.names(in: compiler.cache.directory)
  }

  @Test func compilesLoadsAndCalls() throws {
    try withCompiler { compiler in
      let flags = try compiler.flags().adding(CompilerFlag("-Werror", reason: "no warnings"))
      let source = try SourceBundle.answering(42)
      let first = try compiler.library(for: source, flags: flags, abiVersion: 1)
      #expect(!first.isCacheHit)
      #expect(first.seconds > 0)
      #expect(try first.library.answer() == 42)
      #expect(
        try FileSystem.names(in: first.directory)
          == [
            "answer.c", "answer.h", "compiler.log", "library.so", "library.so.sha256",
            "origin.json",
          ])
      for file in source.files {
        #expect(FileSystem.text(of: "\(first.directory)/\(file.name)") == file.text)
      }

      let second = try compiler.library(for: source, flags: flags, abiVersion: 1)
      #expect(second.isCacheHit)
      #expect(second.directory == first.directory)
      #expect(second.seconds < first.seconds)
      #expect(try second.library.answer() == 42)
      #expect(try names(compiler).count == 1)
    }
  }

  @Test func aHitRunsNoCompiler() throws {
    try withTemporaryDirectory { root in
      try writeProgram(#"echo run >>\#(root)/runs; exec cc "$@""#, to: "\(root)/cc")
      for _ in 0..<3 {
        let compiler = try KernelCompiler(
          environment: environment(caches: root, ["CC": "\(root)/cc"]))
        let result = try compiler.library(
          for: .answering(1), flags: compiler.flags(), abiVersion: 1)
        #expect(try result.library.answer() == 1)
      }
      #expect(FileSystem.text(of: "\(root)/runs") == "run\n")
    }
  }

  /// A library whose function `answer` returns the sum of two functions in files of their own.
  private func sum(_ first: Int, _ second: Int) throws -> LibraryRequest {
    let main = """
      const unsigned croton_abi_version = 1;
      int first(void);
      int second(void);
      int answer(void) { return first() + second(); }

      """
    return LibraryRequest(
      source: try SourceBundle(
        name: "sum",
        files: [
          .init(name: "sum.c", text: main),
          .init(name: "a.c", text: "int first(void) { return \(first); }\n", isInVectors: true),
          .init(name: "b.c", text: "int second(void) { return \(second); }\n"),
        ]),
      flags: CompilerFlags(host: .current()))
  }

  @Test func compilesEachFileByItselfAndEqualOnesOnce() throws {
    try withTemporaryDirectory { root in
      try writeProgram(#"echo "$@" >>\#(root)/runs; exec cc "$@""#, to: "\(root)/cc")
      let compiler = try KernelCompiler(
        environment: environment(caches: root, ["CC": "\(root)/cc"]))
      let results = try compiler.libraries(for: [sum(1, 2), sum(1, 30)], abiVersion: 1)
      #expect(try results.map { try $0.library.answer() } == [3, 31])
      #expect(results.allSatisfy { !$0.isCacheHit })
      for result in results {
        #expect(
          try FileSystem.names(in: result.directory)
            == [
              "a.c", "b.c", "compiler.log", "library.so", "library.so.sha256", "origin.json",
              "sum.c",
            ])
      }
      let runs = FileSystem.text(of: "\(root)/runs").split(separator: "\n")
      func count(_ words: String) -> Int { runs.count { $0.contains(words) } }
      #expect(count(" -c sum.c") == 1)
      #expect(count(" -c a.c") == 1)
      #expect(count(" -c b.c") == 2)
      #expect(count("sum.o a.o b.o -shared") == 2)
      #expect(runs.count == 6)
      #expect(runs.filter { $0.contains("-O2 ") }.allSatisfy { $0.contains(" -c a.c") })
      #expect(count("-O2 ") == 1)
      #expect(try names(compiler).count == 2)
      #expect(
        try compiler.libraries(for: [sum(1, 2), sum(1, 30)], abiVersion: 1).allSatisfy(\.isCacheHit)
      )
    }
  }

  @Test func oneLibraryIsMadeWhereAnotherCannotBe() throws {
    try withCompiler { compiler in
      let broken = LibraryRequest(
        source: try SourceBundle(
          name: "broken",
          files: [
            .init(name: "a.c", text: "int first(void) { return 1; }\n", isInVectors: true),
            .init(name: "bad.c", text: "int bad(void) { return 1 }\n"),
          ]),
        flags: CompilerFlags(host: .current()))
      let error = toolchainError {
        _ = try compiler.libraries(for: [broken, sum(1, 2)], abiVersion: 1)
      }
      guard case .compilationFailed("broken", .exited(1), _, _, _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try compiler.libraries(for: [sum(1, 2)], abiVersion: 1)[0].isCacheHit)
    }
  }

  @Test func aLibraryThatCannotBeLinkedIsKeptWithItsObjects() throws {
    try withCompiler { compiler in
      let source = try SourceBundle(
        name: "twice",
        files: [
          .init(name: "a.c", text: "int first(void) { return 1; }\n"),
          .init(name: "b.c", text: "int first(void) { return 2; }\n"),
        ])
      let error = toolchainError {
        _ = try compiler.library(for: source, flags: compiler.flags(), abiVersion: 1)
      }
      guard case .compilationFailed("twice", .exited(1), let command, let output, _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(output.contains("first"))
      let shell = Command(program: "/bin/sh", arguments: ["-c", command])
      let again = try shell.run(environment: environment(caches: "/nowhere"))
      #expect(again.status == .exited(1))
      #expect(again.output.contains("a.o"))
    }
  }

  @Test func anyChangeIsAMiss() throws {
    try withCompiler { compiler in
      func isHit(
        _ answer: Int = 1, usesOpenMP: Bool = true, abiVersion: Int = 1
      ) throws -> Bool {
        let result = try compiler.library(
          for: .answering(answer, abiVersion: abiVersion),
          flags: compiler.flags(usesOpenMP: usesOpenMP),
          abiVersion: UInt32(abiVersion))
        #expect(try result.library.answer() == answer)
        return result.isCacheHit
      }
      for isKnown in [false, true] {
        let hits = try [isHit(), isHit(2), isHit(usesOpenMP: false), isHit(abiVersion: 2)]
        #expect(hits == Array(repeating: isKnown, count: 4))
        #expect(try names(compiler).count == 4)
      }
    }
  }

  @Test func keepsWhatDoesNotCompile() throws {
    try withCompiler { compiler in
      let source = try SourceBundle(
        name: "broken",
        files: [
          .init(name: "good.c", text: "int good(void) { return 1; }\n"),
          .init(name: "bad.c", text: "int bad(void) { return 1 }\n"),
        ])
      // Twice, as a user would: what was kept is replaced.
      for _ in 0..<2 {
        let error = toolchainError {
          _ = try compiler.library(for: source, flags: compiler.flags(), abiVersion: 1)
        }
        guard
          case .compilationFailed("broken", .exited(let code), let command, let output, let kept)? =
            error
        else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(code == 1)
        #expect(output.contains("bad.c:1:"))
        #expect(output.contains("error: expected"))
        #expect(kept.map { URL(fileURLWithPath: $0).lastPathComponent } == ["good.c", "bad.c"])
        #expect(kept.map(FileSystem.text(of:)) == source.files.map(\.text))
        #expect(try names(compiler) == ["failed"])

        // The command says the same again in a shell.
        let shell = Command(program: "/bin/sh", arguments: ["-c", command])
        let again = try shell.run(environment: environment(caches: "/nowhere"))
        #expect(again.status == .exited(1))
        #expect(again.output == output)
      }
    }
  }

  @Test func forgetsAFailureThatIsMended() throws {
    try withTemporaryDirectory { root in
      try writeProgram(
        #"test -e \#(root)/ready || exit 5; exec cc "$@""#, to: "\(root)/cc")
      let compiler = try KernelCompiler(
        environment: environment(caches: root, ["CC": "\(root)/cc"]))
      func answer() throws -> Int32 {
        try compiler.library(for: .answering(8), flags: compiler.flags(), abiVersion: 1)
          .library.answer()
      }
      guard
        case .compilationFailed(_, .exited(5), _, "", let kept)? = toolchainError({
          _ = try answer()
        })
      else {
        Issue.record("the compiler should have failed")
        return
      }
      #expect(kept.allSatisfy { FileStatus(path: $0) != nil })
      try write("", to: "\(root)/ready")
      #expect(try answer() == 8)
      #expect(kept.allSatisfy { FileStatus(path: $0) == nil })
    }
  }

  @Test func aCompilerThatWritesNothingFails() throws {
    try withCompiler(["CC": "true"]) { compiler in
      let error = toolchainError {
        _ = try compiler.library(for: .answering(1), flags: compiler.flags(), abiVersion: 1)
      }
      guard case .compilationFailed("answer", .exited(0), _, "", _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
    }
  }

  @Test func endsACompilerThatTakesTooLong() throws {
    try withTemporaryDirectory { root in
      try writeProgram("echo begun >&2; sleep 600", to: "\(root)/cc")
      let compiler = try KernelCompiler(
        environment: environment(
          caches: root, ["CC": "\(root)/cc", "CROTON_COMPILE_TIMEOUT": "1"]))
      let error = toolchainError {
        _ = try compiler.library(for: .answering(1), flags: compiler.flags(), abiVersion: 1)
      }
      guard
        case .compilationFailed("answer", .timedOut(seconds: 1), _, "begun\n", let kept)? = error
      else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(kept.allSatisfy { FileStatus(path: $0) != nil })
      #expect(try names(compiler) == ["failed"])
    }
  }

  @Test func compilesWithoutPATH() throws {
    try withTemporaryDirectory { root in
      let search = ExecutableSearch(environment: ProcessInfo.processInfo.environment)
      let path = try #require(search.path(of: "cc"))
      for cc in [nil, path] {
        var environment = environment(caches: root)
        environment["PATH"] = nil
        environment["CC"] = cc
        let compiler = try KernelCompiler(environment: environment)
        let result = try compiler.library(
          for: .answering(1), flags: compiler.flags(), abiVersion: 1)
        #expect(try result.library.answer() == 1)
      }
    }
  }

  @Test func passesTheArgumentsOfCC() throws {
    try withCompiler(["CC": "cc -DANSWER=17"]) { compiler in
      let source = try SourceBundle(
        name: "answer",
        files: [
          .init(
            name: "answer.c",
            text: """
              const unsigned croton_abi_version = 1;
              int answer(void) { return ANSWER; }

              """)
        ])
      let result = try compiler.library(for: source, flags: compiler.flags(), abiVersion: 1)
      #expect(try result.library.answer() == 17)
    }
  }

  @Test(arguments: [nil, "", "cut", "changed"])
  func repairsADamagedEntry(damage: String?) throws {
    try withCompiler { compiler in
      let flags = try compiler.flags()
      func result() throws -> CompiledLibrary {
        try compiler.library(for: .answering(5), flags: flags, abiVersion: 1)
      }
      let path: String
      do {
        let first = try result()
        path = first.directory + "/library.so"
      }
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      switch damage {
      case nil: try FileManager.default.removeItem(atPath: path)
      case "cut": try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: path))
      case "changed":
        bytes[bytes.count / 2] ^= 0x40
        try bytes.write(to: URL(fileURLWithPath: path))
      default: try Data().write(to: URL(fileURLWithPath: path))
      }
      let repaired = try result()
      #expect(!repaired.isCacheHit)
      #expect(try repaired.library.answer() == 5)
      #expect(try result().isCacheHit)
      #expect(try names(compiler).count == 1)
    }
  }

  @Test func compilesAgainWhatTheLoaderRefuses() throws {
    try withCompiler { compiler in
      let flags = try compiler.flags()
      func result() throws -> CompiledLibrary {
        try compiler.library(for: .answering(6), flags: flags, abiVersion: 1)
      }
      let directory = try result().directory
      // Whole, but no library.
      let entry = CacheEntry(directory: directory)
      try write("not a library", to: entry.libraryPath)
      let origin = try #require(entry.origin)
      for name in [CacheEntry.digestName, CacheEntry.originName] {
        try FileManager.default.removeItem(atPath: entry.path(of: name))
      }
      #expect(try entry.seal(origin))
      #expect(try entry.isIntact)
      let repaired = try result()
      #expect(!repaired.isCacheHit)
      #expect(try repaired.library.answer() == 6)
      #expect(try result().isCacheHit)
    }
  }

  @Test func refusesAnotherVersionOfTheInterface() throws {
    try withCompiler { compiler in
      let flags = try compiler.flags()
      for _ in 0..<2 {
        let error = toolchainError {
          _ = try compiler.library(for: .answering(1, abiVersion: 1), flags: flags, abiVersion: 2)
        }
        guard case .abiMismatch(_, found: 1, expected: 2)? = error else {
          Issue.record("\(String(describing: error))")
          return
        }
      }
    }
  }

  @Test func compilesOnceForManyAtOnce() async throws {
    let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("croton-tests-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: root) }
    let environment = environment(caches: root)
    // A thread each, since they wait for compilers; and a cache and a compiler each, so that they
    // share nothing but the directory, as processes do.
    let answers = try await withThrowingTaskGroup(of: [Int32].self) { group in
      for _ in 0..<16 {
        group.addTask {
          try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
              continuation.resume(
                with: Result {
                  let compiler = try KernelCompiler(environment: environment)
                  let flags = try compiler.flags()
                  return try [1, 2].map { answer in
                    try compiler.library(for: .answering(answer), flags: flags, abiVersion: 1)
                      .library.answer()
                  }
                })
            }
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers == Array(repeating: [1, 2], count: 16))
    #expect(try FileSystem.names(in: "\(root)/croton").filter { $0.count == 64 }.count == 2)
    #expect(try FileSystem.names(in: "\(root)/croton").count == 2)
  }

  @Test func callsBLAS() throws {
    try withCompiler { compiler in
      let blas = try BLASLibrary.find(environment: environment(caches: "/nowhere"))
      let source = try SourceBundle(
        name: "product",
        files: [
          .init(
            name: "product.c",
            text: """
              #include <stdint.h>
              \(blas.includeLine)
              const uint32_t croton_abi_version = 1;
              /* c (m, n) = a (m, k) b (k, n) */
              void product(int m, int n, int k, const float *a, const float *b, float *c) {
                cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1.0f, a, k, b, n,
                            0.0f, c, n);
              }

              """)
        ])
      let flags = try compiler.flags(usesBLAS: true)
        .adding(CompilerFlag("-Werror", reason: "no warnings"))
      let result = try compiler.library(for: source, flags: flags, abiVersion: 1)
      typealias Product =
        @convention(c) (
          Int32, Int32, Int32, UnsafePointer<Float>, UnsafePointer<Float>,
          UnsafeMutablePointer<Float>
        ) -> Void
      let product: Product = try result.library.function("product")
      var c: [Float] = [0, 0, 0, 0]
      product(2, 2, 3, [1, 2, 3, 4, 5, 6], [1, 0, 0, 1, 1, 1], &c)
      #expect(c == [4, 5, 10, 11])
    }
  }

  @Test func threadsOutliveTheLibraryThatStartedThem() throws {
    try withCompiler { compiler in
      let source = try SourceBundle(
        name: "sum",
        files: [
          .init(
            name: "sum.c",
            text: """
              const unsigned croton_abi_version = 1;
              int sum(int count) {
                int sum = 0;
              #pragma omp parallel for num_threads(4) reduction(+ : sum)
                for (int i = 0; i < count; i++) sum += i;
                return sum;
              }

              """)
        ])
      let flags = try compiler.flags()
      // Each round ends with the library closed while the threads of OpenMP are still there.
      for _ in 0..<3 {
        let result = try compiler.library(for: source, flags: flags, abiVersion: 1)
        let sum: @convention(c) (Int32) -> Int32 = try result.library.function("sum")
        #expect(sum(1000) == 499_500)
      }
    }
  }
}
