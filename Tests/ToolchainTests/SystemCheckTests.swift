import Foundation
import Testing

@testable import Toolchain

/// What is said about a machine.
@Suite struct SystemCheckTests {
  private func findings(
    _ changes: [String: String] = [:], _ prepare: (String) throws -> Void = { _ in }
  ) throws -> [String: SystemCheck.Finding] {
    try withTemporaryDirectory { root in
      try prepare(root)
      let changes = changes.mapValues { $0.replacing("ROOT", with: root) }
      let check = SystemCheck(environment: environment(caches: "\(root)/caches", changes))
      #expect(check.isUsable == check.findings.allSatisfy { $0.status != .error })
      return Dictionary(uniqueKeysWithValues: check.findings.map { ($0.part, $0) })
    }
  }

  @Test func allIsThere() throws {
    let found = try findings()
    #expect(
      found.keys.sorted()
        == ["BLAS", "C compiler", "MPI", "OpenMP", "cache", "memory", "processor", "threads"])
    for part in ["BLAS", "C compiler", "MPI", "OpenMP", "cache", "processor"] {
      #expect(found[part]?.status == .ok, "\(String(describing: found[part]))")
      #expect(found[part]?.remedy == nil)
    }
    #expect(
      found["OpenMP"]?.detail
        == "a small function was compiled, loaded and run on 2 of 2 threads")
  }

  @Test func theCompilerRunsEachTime() throws {
    try withTemporaryDirectory { root in
      try writeProgram(#"echo run >>\#(root)/runs; exec cc "$@""#, to: "\(root)/cc")
      for _ in 0..<2 {
        _ = SystemCheck(environment: environment(caches: root, ["CC": "\(root)/cc"]))
      }
      // The version, a function on threads, and a product of matrices.
      #expect(FileSystem.text(of: "\(root)/runs") == String(repeating: "run\n", count: 6))
    }
  }

  @Test func aCompilerIsMissing() throws {
    let found = try findings(["CC": "no-cc", "PATH": "/nowhere"])
    #expect(found["C compiler"]?.status == .error)
    #expect(
      found["C compiler"]?.detail == """
        cannot find the C compiler 'no-cc', which $CC names
          looked in $PATH: /nowhere
        """)
    #expect(found["C compiler"]?.remedy == "Install one with: apt-get install gcc")
    #expect(found["OpenMP"] == nil)
    #expect(found["MPI"]?.status == .warning)
    #expect(
      found["MPI"]?.detail == """
        cannot find the MPI compiler 'mpicc' ($MPICC is not set)
          looked in $PATH: /nowhere
          only --distributed needs it
        """)
    #expect(
      found["MPI"]?.remedy == "Install one with: sudo apt-get install libopenmpi-dev openmpi-bin")
  }

  @Test func aCompilerIsTooOld() throws {
    let found = try findings(["CC": "ROOT/cc"]) { root in
      try writeProgram("echo 'clang version 3.8.0 (final)'; exit 0", to: "\(root)/cc")
    }
    #expect(found["C compiler"]?.status == .error)
    #expect(
      found["C compiler"]?.detail.hasPrefix(
        "the C compiler is too old: expected GCC 9 or Clang 9, or newer, got "
          + "'clang version 3.8.0 (final)'\n  command: ") == true)
    #expect(
      found["C compiler"]?.remedy
        == "Install a newer one, and set $CC to its name, as in: CC=gcc-12")
    #expect(found["OpenMP"]?.status == .error)
  }

  @Test func openMPIsMissing() throws {
    let found = try findings(["CC": "ROOT/cc"]) { root in
      try writeProgram(
        #"""
        case "$*" in *--version*) exec cc "$@";; esac
        echo "ld: cannot find -lomp" >&2; exit 1
        """#, to: "\(root)/cc")
    }
    #expect(found["C compiler"]?.status == .ok)
    #expect(found["OpenMP"]?.status == .error)
    #expect(
      found["OpenMP"]?.remedy == "Install OpenMP for Clang with: apt-get install libomp-dev")
    #expect(found["BLAS"]?.status == .warning)
  }

  @Test func theVersionIsNotTold() throws {
    let found = try findings(["CC": "ROOT/cc"]) { root in
      try writeProgram(
        #"case "$*" in *--version*) exit 1;; esac; exec cc "$@""#, to: "\(root)/cc")
    }
    #expect(found["C compiler"]?.status == .warning)
    #expect(found["OpenMP"]?.status == .ok)
  }

  /// What does not compile stays for a day, and what compiles is gone; the cache has neither.
  @Test func theCacheStaysAsItIs() throws {
    try withTemporaryDirectory { root in
      let kernels = "\(root)/croton"
      _ = SystemCheck(environment: environment(caches: root))
      #expect(try FileSystem.names(in: kernels) == [])
      try writeProgram(
        #"case "$*" in *--version*) exec cc "$@";; esac; exit 1"#, to: "\(root)/cc")
      let check = SystemCheck(environment: environment(caches: root, ["CC": "\(root)/cc"]))
      let names = try FileSystem.names(in: kernels)
      #expect(names.count == 1 && names[0].hasPrefix("building-"), "\(names)")
      let error = try #require(check.findings.first { $0.part == "OpenMP" })
      #expect(error.status == .error)
      // The error says where the sources are.
      #expect(error.detail.contains("\n  source: \(kernels)/\(names[0])/failed/"), "\(error)")
    }
  }

  @Test func theProcessorIsNotTold() {
    let unknown = HostProcessor(architecture: .x86_64, features: [], coreCount: 2)
    let finding = SystemCheck.processor(unknown)
    #expect(finding.status == .warning)
    #expect(
      finding.detail.hasSuffix(
        ", which may be able to do more than is known: functions use registers of 16 bytes"))
    #expect(finding.remedy == "Make /proc/cpuinfo readable.")
  }

  @Test func theCacheCannotBeUsed() throws {
    let nowhere = try findings(["XDG_CACHE_HOME": "relative", "HOME": ""])
    #expect(nowhere["cache"]?.status == .error)
    #expect(nowhere["cache"]?.remedy == "Set HOME or XDG_CACHE_HOME.")
    // The compiler is tried out elsewhere.
    #expect(nowhere["OpenMP"]?.status == .ok)

    let file = try findings(["XDG_CACHE_HOME": "ROOT/file"]) { root in
      try write("", to: "\(root)/file")
    }
    #expect(file["cache"]?.status == .error)
    #expect(
      file["cache"]?.remedy
        == "Compiled kernels are kept there; set XDG_CACHE_HOME to keep them elsewhere.")
    let limit = try findings { root in
      try write("garbage", to: "\(root)/caches/croton/limit")
    }
    #expect(limit["cache"]?.status == .warning)
    #expect(limit["cache"]?.remedy == "Set it anew with: croton cache --limit 1GB")
  }
}
