import Foundation
import Testing

@testable import Toolchain

@Suite struct KernelCacheTests {
  private func permissions(_ path: String) -> UInt32? { FileStatus(path: path)?.permissions }

  private func key(_ text: String = "") throws -> CacheKey {
    try CacheKey(
      source: try SourceBundle(name: "net", files: [.init(name: "a.c", text: text)]),
      flags: CompilerFlags(host: .current()), compiler: .init(properties: []),
      processor: .current(), abiVersion: 1)
  }

  private func stage(_ cache: KernelCache, library: String) throws -> CacheEntry {
    let staged = try cache.makeStagingEntry()
    try FileSystem.create(staged.libraryPath, text: library)
    #expect(try staged.seal(.madeHere(key())))
    return staged
  }

  @Test func liesWhereXDGSays() throws {
    try withTemporaryDirectory { root in
      func directory(_ environment: [String: String]) throws -> String {
        try KernelCache(environment: environment).directory
      }
      let home = ["HOME": "\(root)/h"]
      let places = try [
        directory(home.merging(["XDG_CACHE_HOME": "\(root)/x"]) { $1 }),
        directory(home),
        directory(home.merging(["XDG_CACHE_HOME": "relative"]) { $1 }),
      ]
      #expect(
        places == ["\(root)/x/croton", "\(root)/h/.cache/croton", "\(root)/h/.cache/croton"])
      for environment in [[:], ["HOME": ""], ["XDG_CACHE_HOME": "x", "HOME": "y"]] {
        #expect(toolchainError { _ = try directory(environment) } == .cacheLocationUnknown)
      }
    }
  }

  @Test func isClosedToOthers() throws {
    try withTemporaryDirectory { root in
      let path = "\(root)/new/caches/croton"
      _ = try KernelCache(directory: path)
      #expect(permissions(path) == 0o700)
      #expect(permissions("\(root)/new") == 0o700)
      for wider: UInt32 in [0o755, 0o777, 0o1777, 0o500] {
        #expect(chmod(path, mode_t(wider)) == 0)
        _ = try KernelCache(directory: path)
        #expect(permissions(path) == 0o700)
      }
    }
  }

  @Test func refusesTheDirectoryOfSomebodyElse() throws {
    try withTemporaryDirectory { root in
      let path = "\(root)/croton"
      let owner = geteuid()
      try FileSystem.makeDirectory(path)
      #expect(chmod(path, 0o755) == 0)
      #expect(
        toolchainError { _ = try KernelCache(directory: path, user: owner + 1) }
          == .cacheDirectoryForeign(path: path, owner: owner, user: owner + 1))
      #expect(permissions(path) == 0o755)
    }
  }

  @Test func followsALinkOnce() throws {
    try withTemporaryDirectory { root in
      try FileSystem.makeDirectory("\(root)/disk")
      try FileManager.default.createSymbolicLink(
        atPath: "\(root)/croton", withDestinationPath: "\(root)/disk")
      #expect(try KernelCache(directory: "\(root)/croton").directory == "\(root)/disk")
      #expect(permissions("\(root)/disk") == 0o700)
    }
  }

  @Test func namesADirectoryThatCannotBeUsed() throws {
    try withTemporaryDirectory { root in
      try write("", to: "\(root)/file")
      #expect(
        toolchainError { _ = try KernelCache(directory: "\(root)/file/croton") }
          == .fileSystem(
            action: "create the directory", path: "\(root)/file/croton",
            reason: "Not a directory"))
      #expect(
        toolchainError { _ = try KernelCache(directory: "\(root)/file") }
          == .fileSystem(
            action: "use the directory", path: "\(root)/file", reason: "Not a directory"))
    }
  }

  @Test func publishesWhatIsFinished() throws {
    try withTemporaryDirectory { root in
      let cache = try KernelCache(directory: root)
      let key = try key()
      #expect(try !cache.entry(for: key).isIntact)
      try cache.publish(stage(cache, library: "one"), as: key, replacing: false)
      #expect(try cache.entry(for: key).isIntact)
      #expect(try FileSystem.names(in: root) == [key.text])
    }
  }

  @Test func theFirstToFinishIsKept() throws {
    try withTemporaryDirectory { root in
      let cache = try KernelCache(directory: root)
      let key = try key()
      let (first, second) = try (stage(cache, library: "one"), stage(cache, library: "two"))
      try cache.publish(first, as: key, replacing: false)
      try cache.publish(second, as: key, replacing: false)
      #expect(FileSystem.text(of: cache.entry(for: key).libraryPath) == "one")
      #expect(try FileSystem.names(in: root) == [key.text])
    }
  }

  @Test func replacesADamagedEntryInPlace() throws {
    try withTemporaryDirectory { root in
      let cache = try KernelCache(directory: root)
      let key = try key()
      let entry = cache.entry(for: key)
      try cache.publish(stage(cache, library: "one"), as: key, replacing: false)
      try write("on", to: entry.libraryPath)
      #expect(try !entry.isIntact)
      try cache.publish(stage(cache, library: "two"), as: key, replacing: true)
      #expect(try entry.isIntact)
      #expect(FileSystem.text(of: entry.libraryPath) == "two")
      #expect(try FileSystem.names(in: root) == [key.text])
    }
  }

  @Test func anEntryWithoutAllItsPartsIsNotIntact() throws {
    try withTemporaryDirectory { root in
      let cache = try KernelCache(directory: root)
      for name in [CacheEntry.libraryName, CacheEntry.digestName] {
        for text in [nil, "", "other"] {
          let entry = try stage(cache, library: "one")
          #expect(try entry.isIntact)
          try FileManager.default.removeItem(atPath: entry.path(of: name))
          if let text { try write(text, to: entry.path(of: name)) }
          #expect(try !entry.isIntact)
        }
      }
    }
  }

  @Test func removesWhatWasAbandoned() throws {
    try withTemporaryDirectory { root in
      let cache = try KernelCache(directory: root)
      let key = try key()
      try cache.publish(stage(cache, library: "one"), as: key, replacing: false)
      let running = try cache.makeStagingEntry()
      let abandoned = try stage(cache, library: "two")
      func age(_ entry: CacheEntry, seconds: Double) throws {
        try FileManager.default.setAttributes(
          [.modificationDate: Date(timeIntervalSinceNow: -seconds)],
          ofItemAtPath: entry.directory)
      }
      try age(running, seconds: 89_900)
      try age(abandoned, seconds: 90_100)
      try age(cache.entry(for: key), seconds: 1e7)
      cache.removeAbandonedEntries()
      #expect(
        try FileSystem.names(in: root)
          == [key.text, URL(fileURLWithPath: running.directory).lastPathComponent].sorted())
    }
  }
}
