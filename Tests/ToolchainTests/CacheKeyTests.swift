import Testing

@testable import Toolchain

@Suite struct CacheKeyTests {
  private static let host = HostProcessor(
    architecture: .x86_64, features: ["sse2", "avx2"], coreCount: 2)

  private func key(
    files: [(String, String)] = [("a.c", "int a;"), ("b.c", "int b;")], isInVectors: Bool = false,
    flags: CompilerFlags = CompilerFlags(host: host),
    compiler: [String] = ["program /usr/bin/cc", "file /usr/bin/gcc 1 2"],
    host: HostProcessor = host, abiVersion: UInt32 = 1
  ) throws -> CacheKey {
    try CacheKey(
      source: try SourceBundle(
        name: "net",
        files: files.map { SourceBundle.File(name: $0, text: $1, isInVectors: isInVectors) }),
      flags: flags, compiler: .init(properties: compiler), processor: host,
      abiVersion: abiVersion)
  }

  @Test func isADigest() throws {
    let text = try key().text
    #expect(text.count == 64)
    #expect(text.allSatisfy { $0.isHexDigit && !$0.isUppercase })
  }

  @Test func everyFieldCounts() throws {
    let flag = CompilerFlag("-DX", reason: "a change")
    let blas = BLASLibrary(
      name: "OpenBLAS", includeLine: "", compiling: [], linking: [flag])
    let keys = try [
      key(),
      key(files: [("a.c", "int a;"), ("b.c", "int c;")]),
      key(files: [("a.c", "int a;"), ("c.c", "int b;")]),
      key(files: [("b.c", "int b;"), ("a.c", "int a;")]),
      key(files: [("a.c", "int a;")]),
      key(flags: CompilerFlags(host: Self.host).adding(flag)),
      key(flags: CompilerFlags(host: Self.host, blas: blas)),
      key(compiler: ["program /usr/bin/cc", "file /usr/bin/gcc 1 3"]),
      key(host: HostProcessor(architecture: .x86_64, features: ["sse2"], coreCount: 2)),
      key(host: HostProcessor(architecture: .arm64, features: ["sse2", "avx2"], coreCount: 2)),
      key(abiVersion: 2),
      key(isInVectors: true),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func textDoesNotRunFromOneFieldIntoTheNext() throws {
    let keys = try [
      key(compiler: ["ab", "c"]), key(compiler: ["a", "bc"]), key(compiler: ["abc"]),
      key(compiler: ["abc", ""]), key(compiler: ["", "abc"]),
    ]
    #expect(Set(keys).count == keys.count)
  }

  @Test func whatDoesNotChangeTheCodeDoesNotCount() throws {
    let moreCores = HostProcessor(
      architecture: .x86_64, features: ["avx2", "sse2"], coreCount: 64)
    #expect(try key(host: moreCores) == key())
  }
}
