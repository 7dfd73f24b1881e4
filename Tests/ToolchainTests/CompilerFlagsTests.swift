import Testing

@testable import Toolchain

@Suite struct CompilerFlagsTests {
  private func host(
    _ architecture: HostProcessor.Architecture, _ features: String...
  ) -> HostProcessor {
    HostProcessor(architecture: architecture, features: features, coreCount: 1)
  }

  private func words(_ flags: [CompilerFlag]) -> String {
    flags.flatMap(\.arguments).joined(separator: " ")
  }

  @Test func flagsOfEachProcessor() {
    let before = "-std=gnu11 -O3 -Wall -Wextra "
    let after =
      " -fno-math-errno -fno-trapping-math -ffp-contract=off -fPIC -Wno-unknown-pragmas"
    for (host, middle) in [
      (host(.x86_64, "avx512f"), "-march=native -mprefer-vector-width=512"),
      (host(.x86_64, "avx2"), "-march=native"),
      (host(.x86_64), "-march=native"),
      (host(.arm64, "asimd"), "-mcpu=native"),
    ] {
      let flags = CompilerFlags(host: host)
      #expect(words(flags.compiling) == before + middle + after)
      #expect(
        words(flags.kernel)
          == middle + " -fno-math-errno -fno-trapping-math -ffp-contract=off")
    }
    #expect(words([CompilerFlags.optimization]) == "-O3")
    #expect(
      words(CompilerFlags(host: host(.other)).compiling)
        == before.dropLast() + after)
  }

  @Test func codeInVectorsHasALevelOfItsOwn() {
    let flags = CompilerFlags(host: host(.arm64)).adding(CompilerFlag("-DX", reason: "a test's"))
    func words(isInVectors: Bool) -> String {
      flags.words(for: .init(name: "a.c", text: "", isInVectors: isInVectors))
        .joined(separator: " ")
    }
    #expect(words(isInVectors: false).hasPrefix("-std=gnu11 -O3 -Wall "))
    #expect(
      words(isInVectors: true)
        == words(isInVectors: false).replacing(
          "-O3",
          with: "-O2 -ftree-vectorize -fpeel-loops -Wno-ignored-optimization-argument"))
  }

  @Test func neverAssumesNaNAway() {
    let flags = CompilerFlags(host: .current(), openMP: .find(), blas: nil)
    let forbidden = [
      "-Ofast", "-ffast-math", "-ffinite-math-only", "-funsafe-math-optimizations",
      "-fassociative-math", "-fno-honor-nans", "-Werror",
    ]
    #expect(!flags.compiling.flatMap(\.arguments).contains { forbidden.contains($0) })
  }

  @Test func everyFlagHasAReason() {
    let flags = CompilerFlags(host: host(.x86_64, "avx512f"), openMP: .find())
    for flag in flags.compiling + flags.linking {
      #expect(!flag.arguments.isEmpty)
      #expect(!flag.reason.isEmpty)
    }
  }

  @Test func listsFlagsWithTheirReasons() {
    let flags = CompilerFlags(host: host(.arm64))
      .adding(CompilerFlag("-Werror", reason: "tests take no warning"))
    #expect(
      flags.description == """
        -std=gnu11            C11 with the vector extensions that GCC and Clang share
        -O3                   loops are unrolled and vectorised
        -Wall                 the log kept beside a kernel names what is doubtful in it
        -Wextra               as -Wall
        -mcpu=native          every instruction that this processor has
        -fno-math-errno       sqrtf is an instruction: nothing reads errno after it
        -fno-trapping-math    both sides of a condition may be computed: no code waits for traps
        -ffp-contract=off     a product and a sum are fused where the code says so, and nowhere else
        -fPIC                 code that can be loaded at any address
        -Wno-unknown-pragmas  without OpenMP its pragmas say nothing, and that is no fault
        -Werror               tests take no warning
        -shared               a library that can be loaded while the program runs
        """)
  }

  @Test func openMPOfEachPlatform() throws {
    let linux = try #require(OpenMP.find(platform: .linux))
    #expect(words(linux.compiling) == "-fopenmp")
    #expect(words(linux.linking) == "")
    try withTemporaryDirectory { root in
      #expect(OpenMP.find(platform: .macOS, root: root) == nil)
      let prefix = "\(root)/opt/homebrew/opt/libomp"
      try write("", to: "\(prefix)/include/omp.h")
      let mac = try #require(OpenMP.find(platform: .macOS, root: root))
      #expect(words(mac.compiling) == "-Xpreprocessor -fopenmp -I\(prefix)/include")
      #expect(words(mac.linking) == "-L\(prefix)/lib -lomp")
    }
  }
}
