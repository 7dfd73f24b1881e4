import Foundation
import Testing

@testable import Toolchain

/// The size that the cache keeps to, and what goes first.
@Suite struct CacheLimitTests {
  private struct Fixture {
    let root: String
    let compiler: KernelCompiler

    var cache: KernelCache { compiler.cache }

    init(root: String) throws {
      self.root = root
      compiler = try KernelCompiler(environment: environment(caches: root))
    }

    @discardableResult
    func compile(_ answer: Int) throws -> CompiledLibrary {
      let result = try compiler.library(
        for: .answering(answer), flags: CompilerFlags(host: compiler.host), abiVersion: 1)
      #expect(try result.library.answer() == answer)
      return result
    }

    /// The key of a library that was last used some seconds ago.
    func compile(_ answer: Int, usedBefore seconds: Int) throws -> String {
      let directory = try compile(answer).directory
      try setLastUse(directory, secondsAgo: seconds)
      return URL(fileURLWithPath: directory).lastPathComponent
    }

    func setLastUse(_ path: String, secondsAgo: Int) throws {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -Double(secondsAgo))], ofItemAtPath: path)
    }

    func isHit(_ answer: Int) throws -> Bool { try compile(answer).isCacheHit }

    var size: Int64 { get throws { try cache.items().reduce(0) { $0 + $1.size } } }
  }

  private func withFixture(_ body: (Fixture) throws -> Void) throws {
    try withTemporaryDirectory { try body(Fixture(root: $0)) }
  }

  @Test func isKeptInTheCache() throws {
    try withFixture { fixture in
      #expect(try fixture.cache.limit() == nil)
      for limit: Int64 in [0, 1_000_000_000, .max] {
        try fixture.cache.setLimit(limit)
        #expect(try KernelCache(directory: fixture.cache.directory).limit() == limit)
      }
      #expect(try FileSystem.names(in: fixture.cache.directory) == ["limit"])
      try fixture.cache.setLimit(nil)
      try fixture.cache.setLimit(nil)
      #expect(
        toolchainError {
          try FunctionCache(directory: fixture.cache.directory).setLimit(-1)
        }.map { "\($0)" } == "the limit of the kernel cache is -1 bytes; expected at least 0")
      #expect(try fixture.cache.limit() == nil)
      #expect(try FileSystem.names(in: fixture.cache.directory) == [])
    }
  }

  @Test func isNoOtherFile() throws {
    try withFixture { fixture in
      let path = "\(fixture.cache.directory)/limit"
      let unreadable = ToolchainError.cacheLimitUnreadable(path: path)
      for text in ["", "1GB\n", "-1\n", "99999999999999999999\n"] {
        try write(text, to: path)
        #expect(toolchainError { _ = try fixture.cache.limit() } == unreadable)
        // A compilation does as without a limit.
        try fixture.compile(1)
        #expect(try fixture.isHit(1))
      }
      try write("5\n", to: path)
      #expect(chmod(path, 0o666) == 0)
      #expect(toolchainError { _ = try fixture.cache.limit() } == unreadable)
      FileSystem.remove(path)
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: "\(fixture.root)/elsewhere")
      #expect(toolchainError { _ = try fixture.cache.limit() } == unreadable)
      try fixture.cache.setLimit(7)
      #expect(try fixture.cache.limit() == 7)
      #expect(FileStatus(path: "\(fixture.root)/elsewhere") == nil)
    }
  }

  @Test func whatWasUsedLeastRecentlyGoesFirst() throws {
    try withFixture { fixture in
      let keys = try [(1, 3000), (2, 1000), (3, 2000)].map(fixture.compile)
      #expect(try fixture.cache.items().map(\.key) == [keys[1], keys[2], keys[0]])
      let size = try fixture.size
      #expect(try fixture.cache.removeLeastRecentlyUsed(limit: size).isEmpty)
      let removed = try fixture.cache.removeLeastRecentlyUsed(limit: size - 1)
      #expect(removed.map(\.key) == [keys[0]])
      #expect(try FileSystem.names(in: fixture.cache.directory) == [keys[1], keys[2]].sorted())
      #expect(try fixture.isHit(2))
      #expect(try fixture.isHit(3))
      #expect(try !fixture.isHit(1))
    }
  }

  @Test func aHitIsAUseButNotMoreThanOnceAMinute() throws {
    try withFixture { fixture in
      let key = try fixture.compile(1, usedBefore: 3000)
      let entry = fixture.cache.entry(named: key)
      #expect(try fixture.isHit(1))
      let used = try #require(FileStatus(path: entry.directory)).modified
      #expect(abs(Double(used) / 1e9 - Date().timeIntervalSince1970) < 60)
      // Nothing is written for the next one.
      let before = try #require(FileStatus(path: entry.directory))
      #expect(try fixture.isHit(1))
      #expect(FileStatus(path: entry.directory) == before)
      // A clock that was wrong does not make it the newest for ever.
      try fixture.setLastUse(entry.directory, secondsAgo: -100_000_000)
      #expect(try fixture.isHit(1))
      let again = try #require(FileStatus(path: entry.directory)).modified
      #expect(abs(Double(again) / 1e9 - Date().timeIntervalSince1970) < 60)
    }
  }

  @Test func compilationsKeepToIt() throws {
    try withFixture { fixture in
      _ = try fixture.compile(1, usedBefore: 3000)
      let one = try fixture.size
      try fixture.cache.setLimit(2 * one + one / 2)
      _ = try fixture.compile(2, usedBefore: 2000)
      _ = try fixture.compile(3, usedBefore: 1000)
      #expect(try fixture.cache.items().count == 2)
      #expect(try fixture.isHit(2) && fixture.isHit(3))
      // Less than what is needed now: this stays, and all else goes.
      try fixture.cache.setLimit(0)
      try fixture.compile(4)
      #expect(try fixture.cache.items().count == 1)
      #expect(try fixture.isHit(4))
    }
  }

  @Test func sourcesThatDidNotCompileCount() throws {
    try withFixture { fixture in
      let broken = try SourceBundle(name: "broken", files: [.init(name: "a.c", text: "broken\n")])
      _ = toolchainError {
        _ = try fixture.compiler.library(
          for: broken, flags: CompilerFlags(host: fixture.compiler.host), abiVersion: 1)
      }
      let failure = try #require(try fixture.cache.items().first)
      #expect(failure.isFailure)
      #expect(failure.size > 7)
      try fixture.setLastUse(failure.entry.directory, secondsAgo: 1000)
      let key = try fixture.compile(1, usedBefore: 500)
      let removed = try fixture.cache.removeLeastRecentlyUsed(limit: fixture.size - 1)
      #expect(removed.map(\.key) == [failure.key])
      #expect(try fixture.cache.items().map(\.key) == [key])
    }
  }
}
