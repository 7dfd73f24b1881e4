import Diagnostics
import Foundation
import Testing

@testable import Toolchain

@Suite struct LoadedLibraryTests {
  /// Compiles one file without the cache.
  private func library(_ text: String, in root: String) throws -> LoadedLibrary {
    try write(text, to: "\(root)/a.c")
    let compiler = try CCompiler(environment: environment(caches: root))
    let command = Command(
      program: compiler.path, arguments: ["-shared", "-fPIC", "a.c", "-o", "a.so"],
      directory: root)
    let result = try command.run(environment: environment(caches: root))
    #expect(result.status == .exited(0), "\(result.output)")
    return try LoadedLibrary(path: "\(root)/a.so")
  }

  @Test func findsFunctionsAndVariables() throws {
    try withTemporaryDirectory { root in
      let library = try library(
        """
        const int table[3] = {2, 3, 5};
        float scale(const float *values, int count, float factor) {
          float sum = 0;
          for (int i = 0; i < count; i++) sum += values[i];
          return sum * factor;
        }
        """, in: root)
      typealias Scale = @convention(c) (UnsafePointer<Float>, Int32, Float) -> Float
      let scale: Scale = try library.function("scale")
      #expect(scale([1, 2, 4], 3, 0.5) == 3.5)
      let table = try library.address(of: "table").assumingMemoryBound(to: Int32.self)
      #expect([table[0], table[1], table[2]] == [2, 3, 5])
    }
  }

  /// What a library sees while it is loaded, which is when the thread runtime looks.
  @Test func threadsAreToldHowLongToWait() throws {
    try withTemporaryDirectory { root in
      let library = try library(
        """
        #include <stdlib.h>
        static int count;
        __attribute__((constructor)) static void look(void) {
          const char *text = getenv("GOMP_SPINCOUNT");
          count = text ? atoi(text) : -1;
        }
        int found(void) { return count; }
        """, in: root)
      let found: @convention(c) () -> Int32 = try library.function("found")
      let environment = ProcessInfo.processInfo.environment
      let own = environment["GOMP_SPINCOUNT"].flatMap { Int32($0) }
      let expected = environment["OMP_WAIT_POLICY"] == nil ? Int32(ThreadRuntime.spinCount) : -1
      #expect(found() == own ?? expected)
    }
  }

  @Test func saysWhatIsMissing() throws {
    try withTemporaryDirectory { root in
      let library = try library("int one(void) { return 1; }\n", in: root)
      #expect(
        toolchainError { _ = try library.address(of: "two") }
          == .symbolMissing(name: "two", path: "\(root)/a.so"))
      #expect(
        toolchainError { _ = try library.function("two", as: (@convention(c) () -> Int32).self) }
          == .symbolMissing(name: "two", path: "\(root)/a.so"))
      #expect(
        toolchainError { try library.checkABI(version: 7) }
          == .abiMismatch(path: "\(root)/a.so", found: nil, expected: 7))
    }
  }

  @Test func refusesATypeThatIsNoCFunction() throws {
    try withTemporaryDirectory { root in
      let library = try library("int one(void) { return 1; }\n", in: root)
      #expect {
        _ = try library.function("one", as: (() -> Int32).self)
      } throws: { error in
        "\(error)" == """
          internal error after loading: 'one' was asked for as () -> Int32, which is no C function
          This is a fault in Croton, not in your model.
          """
      }
    }
  }

  @Test func comparesVersions() throws {
    try withTemporaryDirectory { root in
      let library = try library("const unsigned croton_abi_version = 3;\n", in: root)
      try library.checkABI(version: 3)
      #expect(
        toolchainError { try library.checkABI(version: 4) }
          == .abiMismatch(path: "\(root)/a.so", found: 3, expected: 4))
    }
  }

  @Test func saysWhyALibraryDoesNotLoad() throws {
    try withTemporaryDirectory { root in
      try write("not a library", to: "\(root)/a.so")
      for name in ["a.so", "missing.so"] {
        let error = toolchainError { _ = try LoadedLibrary(path: "\(root)/\(name)") }
        guard case .libraryNotLoadable("\(root)/\(name)", let reason)? = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(reason.contains(name))
      }
      // Symbols are resolved when a library is loaded, not when its functions are called.
      let error = toolchainError {
        _ = try library("int absent(void); int f(void) { return absent(); }\n", in: root)
      }
      guard case .libraryNotLoadable(_, let reason)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(reason.contains("absent"))
    }
  }

  @Test func closesWithItsLastReference() throws {
    try withTemporaryDirectory { root in
      // The destructor runs when the loader lets the library go.
      var library: LoadedLibrary? = try library(
        """
        #include <stdio.h>
        __attribute__((destructor)) static void closed(void) {
          fclose(fopen("\(root)/closed", "w"));
        }
        """, in: root)
      #expect(library != nil)
      #expect(FileStatus(path: "\(root)/closed") == nil)
      library = nil
      #expect(FileStatus(path: "\(root)/closed") != nil)
    }
  }
}
