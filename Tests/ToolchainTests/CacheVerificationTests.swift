import Foundation
import Testing

@testable import Toolchain

/// What is found where every entry is looked at.
@Suite struct CacheVerificationTests {
  private func damaged(_ damage: (CacheEntry, _ root: String) throws -> Void) throws
    -> [FunctionCache.DamagedEntry]
  {
    try withTemporaryDirectory { root in
      let compiler = try KernelCompiler(environment: environment(caches: root))
      func library(_ answer: Int) throws -> CompiledLibrary {
        try compiler.library(
          for: .answering(answer), flags: CompilerFlags(host: compiler.host), abiVersion: 1)
      }
      _ = try library(2)
      let entry = CacheEntry(directory: try library(1).directory)
      let cache = try FunctionCache(directory: compiler.cache.directory)
      #expect(try cache.verify().damaged.isEmpty)
      try damage(entry, root)
      let found = try cache.verify()
      #expect(found.damaged.allSatisfy { entry.directory.hasSuffix("/\($0.key)") })
      // They are set aside, and made again.
      #expect(try cache.verify().count == 2 - found.damaged.count)
      #expect(try cache.verify().damaged.isEmpty)
      #expect(try !library(1).isCacheHit)
      #expect(try library(2).isCacheHit)
      #expect(try library(1).library.answer() == 1)
      return found.damaged
    }
  }

  @Test func altered() throws {
    for name in [CacheEntry.libraryName, CacheEntry.digestName, CacheEntry.originName] {
      let found = try damaged { entry, _ in
        var bytes = try Data(contentsOf: URL(fileURLWithPath: entry.path(of: name)))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: entry.path(of: name)))
        #expect(chmod(entry.path(of: name), 0o600) == 0)
      }
      #expect(found.map(\.damage) == ["does not match its digest"])
    }
  }

  @Test func truncated() throws {
    for length in [0, 1, 1000] {
      let found = try damaged { entry, _ in
        #expect(truncate(entry.libraryPath, off_t(length)) == 0)
      }
      #expect(found.map(\.damage) == ["does not match its digest"])
    }
  }

  @Test func incomplete() throws {
    for name in [CacheEntry.libraryName, CacheEntry.digestName, CacheEntry.originName] {
      let found = try damaged { entry, _ in FileSystem.remove(entry.path(of: name)) }
      #expect(found.map(\.damage) == ["lacks a file"])
    }
  }

  @Test func writableByOthers() throws {
    for name in ["", "/\(CacheEntry.libraryName)"] {
      let found = try damaged { entry, _ in #expect(chmod(entry.directory + name, 0o777) == 0) }
      #expect(found.map(\.damage) == ["could have been written by others"])
    }
  }

  @Test func aLink() throws {
    let whole = try damaged { entry, root in
      #expect(rename(entry.directory, "\(root)/elsewhere") == 0)
      try FileManager.default.createSymbolicLink(
        atPath: entry.directory, withDestinationPath: "\(root)/elsewhere")
    }
    #expect(whole.map(\.damage) == ["is not a directory of regular files"])
    let part = try damaged { entry, root in
      #expect(rename(entry.libraryPath, "\(root)/elsewhere") == 0)
      try FileManager.default.createSymbolicLink(
        atPath: entry.libraryPath, withDestinationPath: "\(root)/elsewhere")
    }
    #expect(part.map(\.damage) == ["is not a directory of regular files"])
  }

  @Test func underTheNameOfAnother() throws {
    try withTemporaryDirectory { root in
      let compiler = try KernelCompiler(environment: environment(caches: root))
      let directories = try (1...2).map {
        try compiler.library(
          for: .answering($0), flags: CompilerFlags(host: compiler.host), abiVersion: 1
        ).directory
      }
      FileSystem.remove(directories[0])
      #expect(rename(directories[1], directories[0]) == 0)
      let found = try FunctionCache(directory: compiler.cache.directory).verify()
      #expect(found.damaged.map(\.damage) == ["is stored under the key of another entry"])
      #expect(found.damaged.map(\.key) == [URL(fileURLWithPath: directories[0]).lastPathComponent])
    }
  }

  @Test func digestsAreThoseOfTheSystem() throws {
    #if os(Linux)
      try withTemporaryDirectory { root in
        let compiler = try KernelCompiler(environment: environment(caches: root))
        let directory = try compiler.library(
          for: .answering(1), flags: CompilerFlags(host: compiler.host), abiVersion: 1
        ).directory
        let check = Command(
          program: "/usr/bin/sha256sum", arguments: ["--check", CacheEntry.digestName],
          directory: directory)
        let result = try check.run(environment: ["LC_ALL": "C"])
        #expect(result.status == .exited(0))
        #expect(result.output == "library.so: OK\norigin.json: OK\n")
      }
    #endif
  }
}
