import Foundation
import Testing

@testable import Toolchain

/// C compilers that do not do what they should: what the error says, word for word, that the
/// sources are kept where it names them, and that nothing else is left.
@Suite struct CompilerFaultTests {
  private static let flags =
    CompilerFlags(host: .current()).compiling.flatMap(\.arguments).joined(separator: " ")

  /// Compiles with a script in the place of the compiler, and expects an error.
  ///
  /// - Parameters:
  ///   - message: the error; `<CC>`, `<KEPT>` and `<FLAGS>` stand for what differs from run to run.
  ///   - log: all that the compiler has written, where that is kept beside the sources.
  private func expect(
    _ script: String, _ changes: [String: String] = [:], _ message: String, log: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try withTemporaryDirectory { root in
      let cc = "\(root)/cc"
      try writeProgram(script, to: cc)
      let compiler = try KernelCompiler(
        environment: environment(caches: "\(root)/caches", ["CC": cc].merging(changes) { $1 }))
      let request = LibraryRequest(
        source: try .answering(1), flags: CompilerFlags(host: compiler.host))
      let key = try request.key(
        compiler: compiler.compiler.identity, processor: compiler.host, abiVersion: 1)
      let kept = CacheEntry(directory: compiler.cache.failureDirectory(for: key))
      // The second time, too: what the first one kept is replaced.
      for _ in 0..<2 {
        let error = toolchainError { _ = try compiler.libraries(for: [request], abiVersion: 1) }
        let expected = message.replacing("<CC>", with: cc)
          .replacing("<KEPT>", with: kept.directory).replacing("<FLAGS>", with: Self.flags)
        #expect(error?.description == expected, sourceLocation: sourceLocation)
        for file in request.source.files {
          #expect(
            FileSystem.text(of: kept.path(of: file.name)) == file.text,
            sourceLocation: sourceLocation)
        }
        if let log {
          #expect(FileSystem.text(of: kept.logPath) == log, sourceLocation: sourceLocation)
        }
        #expect(
          try FileSystem.names(in: compiler.cache.directory) == ["failed"],
          sourceLocation: sourceLocation)
      }
    }
  }

  private static let place = """

      command: cd <KEPT> && <CC> <FLAGS> answer.c -shared -o library.so
      source: <KEPT>/answer.c
    """

  @Test func fails() throws {
    try expect(
      "echo licence expired >&2; exit 3", [:],
      "the C compiler failed with status 3 on 'answer'\(Self.place)\n  | licence expired",
      log: "licence expired\n")
  }

  @Test func hangs() throws {
    try expect(
      "echo begun; sleep 600", ["CROTON_COMPILE_TIMEOUT": "1"],
      """
      the C compiler was ended, having taken more than 1 seconds, on 'answer'\(Self.place)
        | begun
      Where it needs longer, set CROTON_COMPILE_TIMEOUT to a number of seconds.
      """)
  }

  @Test func isKilled() throws {
    try expect(
      "kill -KILL $$", [:],
      """
      the C compiler was ended by signal 9 on 'answer'\(Self.place)
      Memory may have run out: the system then kills programs.
      """)
    try expect(
      "kill -SEGV $$", [:], "the C compiler was ended by signal 11 on 'answer'\(Self.place)")
  }

  @Test func printsWhatATerminalWouldObey() throws {
    // An escape sequence, bytes that are no UTF-8, and a bell.
    try expect(
      #"printf '\033[2J\377\376 a\tb\007\n' >&2; exit 1"#, [:],
      "the C compiler failed with status 1 on 'answer'\(Self.place)\n"
        + "  | \\u{1B}[2J\u{FFFD}\u{FFFD} a\tb\\u{07}")
  }

  @Test func printsMegabytes() throws {
    let lines = String(repeating: "\n  | noise", count: 40)
    try expect(
      "yes noise | head -n 1000000; exit 1", [:],
      "the C compiler failed with status 1 on 'answer'\(Self.place)\(lines)\n"
        + "  … and 43652 more lines")
    let line = String(repeating: "x", count: 500)
    try expect(
      "head -c 3000000 /dev/zero | tr '\\0' x; exit 1", [:],
      "the C compiler failed with status 1 on 'answer'\(Self.place)\n"
        + "  | \(line)…\n  | [the rest of the output is left out]")
  }

  @Test func isTooOld() throws {
    try expect(
      """
      case "$*" in *--version*)
        echo "cc (GCC) 4.8.5"; echo "Copyright (C) 2015 Free Software Foundation, Inc."; exit;;
      esac
      echo "error: no __builtin_convertvector"; exit 1
      """, [:],
      """
      the C compiler is too old: expected GCC 9 or Clang 9, or newer, got 'cc (GCC) 4.8.5'
        command: cd <KEPT> && <CC> <FLAGS> answer.c -shared -o library.so
        source: <KEPT>/answer.c
        | error: no __builtin_convertvector
      Install a newer one, and set $CC to its name, as in: CC=gcc-12
      """)
  }

  @Test func writesNoLibrary() throws {
    try expect("exit 0", [:], "the C compiler wrote no library for 'answer'\(Self.place)")
    // An empty one.
    try expect(
      "touch library.so", [:], "the C compiler wrote no library for 'answer'\(Self.place)")
  }

  @Test func cannotWrite() throws {
    // As on a full disk: the assembler and the linker fail, or are ended by a signal.
    for setup in ["trap '' XFSZ; ulimit -f 1", "ulimit -f 1"] {
      try withTemporaryDirectory { root in
        try writeProgram(#"\#(setup); exec cc "$@""#, to: "\(root)/cc")
        let compiler = try KernelCompiler(
          environment: environment(caches: root, ["CC": "\(root)/cc"]))
        let error = toolchainError {
          _ = try compiler.library(
            for: .answering(1), flags: CompilerFlags(host: compiler.host), abiVersion: 1)
        }
        guard case .compilationFailed("answer", .exited, _, let output, let kept)? = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(output.lowercased().contains("file"), "\(output)")
        #expect(kept.map { FileStatus(path: $0) != nil } == [true])
        #expect(try FileSystem.names(in: compiler.cache.directory) == ["failed"])
      }
    }
  }

  /// Compiles with a script that makes something of no use, and then with one that does as it
  /// should, of the same name, size and time: what the first one made is not taken.
  private func expectUseless(
    _ script: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ isExpected: (ToolchainError?, _ library: String) -> Bool
  ) throws {
    try withTemporaryDirectory { root in
      try writeProgram(
        #"if test -e \#(root)/mended; then exec cc "$@"; fi; \#(script)"#, to: "\(root)/cc")
      let compiler = try KernelCompiler(
        environment: environment(caches: "\(root)/caches", ["CC": "\(root)/cc"]))
      func library() throws -> CompiledLibrary {
        try compiler.library(for: .answering(1), flags: compiler.flags(), abiVersion: 1)
      }
      for _ in 0..<2 {
        let error = toolchainError { _ = try library() }
        let names = try FileSystem.names(in: compiler.cache.directory)
        #expect(names.count == 1, sourceLocation: sourceLocation)
        let entry = compiler.cache.entry(named: names.first ?? "")
        #expect(isExpected(error, entry.libraryPath), "\(String(describing: error))")
        #expect(FileStatus(path: entry.path(of: "answer.c")) != nil, sourceLocation: sourceLocation)
      }
      try write("", to: "\(root)/mended")
      #expect(try library().library.answer() == 1, sourceLocation: sourceLocation)
    }
  }

  @Test func writesALibraryWithoutSymbols() throws {
    try expectUseless("echo 'int other;' | cc -shared -xc -o library.so -") { error, library in
      error?.description == """
        the compiled kernels have no version of Croton's binary interface, and this program needs \
        version 1
          library: \(library)
        """
    }
  }

  @Test func writesALibraryThatIsNone() throws {
    try expectUseless("echo garbage >library.so") { error, library in
      error?.description == """
        cannot load the compiled kernels \(library)
          \(library): file too short
        """
    }
  }

  @Test func isMissing() throws {
    try withTemporaryDirectory { root in
      let error = toolchainError {
        _ = try KernelCompiler(environment: environment(caches: root, ["CC": "\(root)/no-cc"]))
      }
      #expect(
        error?.description == """
          cannot find the C compiler '\(root)/no-cc', which $CC names
            no program is at that path
          Install one with: apt-get install gcc
          """)
      let names = try FileSystem.names(in: root)
      #expect(names.isEmpty)
    }
  }

  @Test func cannotBeStarted() throws {
    try withTemporaryDirectory { root in
      let cc = "\(root)/cc"
      try write("no program", to: cc)
      #expect(chmod(cc, 0o755) == 0)
      let compiler = try KernelCompiler(
        environment: environment(caches: "\(root)/caches", ["CC": cc]))
      let error = toolchainError {
        _ = try compiler.library(
          for: .answering(1), flags: CompilerFlags(host: compiler.host), abiVersion: 1)
      }
      guard case .commandNotStarted(_, "Exec format error")? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try FileSystem.names(in: compiler.cache.directory) == [])
    }
  }
}
