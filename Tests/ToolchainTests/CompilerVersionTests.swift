import Testing

@testable import Toolchain

/// What compilers say to `--version`.
@Suite struct CompilerVersionTests {
  private static let copyright = """

    Copyright (C) 2018 Free Software Foundation, Inc.
    This is free software; see the source for copying conditions.

    """

  @Test(
    arguments: [
      ("cc (Debian 12.2.0-14+deb12u1) 12.2.0\(copyright)", .gcc, 12, false),
      ("gcc-9 (Debian 9.3.0-22) 9.3.0\(copyright)", .gcc, 9, false),
      ("gcc (Ubuntu 7.5.0-3ubuntu1~18.04) 7.5.0\(copyright)", .gcc, 7, true),
      ("gcc (GCC) 4.8.5 20150623 (Red Hat 4.8.5-44)\(copyright)", .gcc, 4, true),
      ("Debian clang version 14.0.6\nTarget: x86_64-pc-linux-gnu\n", .clang, 14, false),
      ("clang version 9.0.1-16.1 \nTarget: x86_64-pc-linux-gnu\n", .clang, 9, false),
      ("clang version 3.8.0 (tags/RELEASE_380/final)\n", .clang, 3, true),
      ("Apple clang version 15.0.0 (clang-1500.3.9.4)\n", .clang, 15, false),
      ("tcc version 0.9.27 (x86_64 Linux)\n", .other, nil, false),
      ("\u{FFFD}\u{1}garbage 4.8.5\n", .other, nil, false),
    ] as [(String, CompilerVersion.Family, Int?, Bool)])
  func isRead(answer: String, family: CompilerVersion.Family, major: Int?, isTooOld: Bool) throws {
    let version = try #require(CompilerVersion(answer))
    #expect(version.family == family)
    #expect(version.major == major)
    #expect(version.isTooOld == isTooOld)
    #expect(version.line == answer.split(separator: "\n")[0])
  }

  @Test func needsALine() {
    #expect(CompilerVersion("") == nil)
    #expect(CompilerVersion("\n\n") == nil)
  }
}
