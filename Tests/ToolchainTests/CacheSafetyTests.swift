import Foundation
import Testing

@testable import Toolchain

/// What lies in the cache and cannot be what the cache has put there, or need not be.
@Suite struct CacheSafetyTests {
  private func withCache(_ body: (Cache) throws -> Void) throws {
    try withTemporaryDirectory { try body(Cache(root: $0)) }
  }

  private struct Cache {
    let root: String
    var directory: String { "\(root)/croton" }

    func result(_ answer: Int = 5) throws -> CompiledLibrary {
      let compiler = try KernelCompiler(environment: environment(caches: root))
      return try compiler.library(
        for: .answering(answer), flags: compiler.flags(), abiVersion: 1)
    }

    /// The directory of the entry, whose library is closed again.
    func entry(_ answer: Int = 5) throws -> String { try result(answer).directory }

    /// Expects that the answer is compiled, and found in the cache after that.
    func expectHealing(sourceLocation: SourceLocation = #_sourceLocation) throws {
      for isHit in [false, true] {
        let result = try result()
        #expect(result.isCacheHit == isHit, sourceLocation: sourceLocation)
        #expect(try result.library.answer() == 5, sourceLocation: sourceLocation)
      }
    }

    func names(_ prefix: String) throws -> [String] {
      try FileSystem.names(in: directory).filter { $0.hasPrefix(prefix) }
    }
  }

  enum Kind: CaseIterable { case file, directory, link, danglingLink, pipe }

  private func put(_ kind: Kind, at path: String, root: String) throws {
    switch kind {
    case .file: try write("file", to: path)
    case .directory: try write("file", to: "\(path)/file")
    case .link, .danglingLink:
      let target = "\(root)/elsewhere"
      if kind == .link { try write("file", to: "\(target)/file") }
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    case .pipe: #expect(mkfifo(path, 0o600) == 0)
    }
  }

  @Test(arguments: Kind.allCases)
  func healsAnEntryOfTheWrongKind(kind: Kind) throws {
    try withCache { cache in
      let entry = try cache.entry()
      FileSystem.remove(entry)
      try put(kind, at: entry, root: cache.root)
      try cache.expectHealing()
      // A directory is what it should be, and only lacks a library.
      #expect(try cache.names("set-aside-").count == (kind == .directory ? 0 : 1))
      #expect(try cache.names("building-") == [])
    }
  }

  @Test(arguments: [false, true])
  func keepsASoundEntryOfProcessesThatHealOneTogether(replacing: Bool) throws {
    try withTemporaryDirectory { root in
      let cache = try KernelCache(directory: "\(root)/croton")
      let compiler = try KernelCompiler(environment: environment(caches: root))
      let key = try CacheKey(
        source: .answering(1), flags: compiler.flags(), compiler: .init(properties: []),
        processor: .current(), abiVersion: 1)
      let entry = cache.entry(for: key)
      for _ in 0..<100 {
        FileSystem.remove(entry.directory)
        try put(.file, at: entry.directory, root: root)
        DispatchQueue.concurrentPerform(iterations: 4) { _ in
          #expect(throws: Never.self) {
            let staged = try cache.makeStagingEntry()
            try FileSystem.create(staged.libraryPath, text: "library")
            #expect(try staged.seal(.madeHere(key)))
            try cache.publish(staged, as: key, replacing: replacing)
          }
        }
        // Checked after all have ended: until then one may have set a sound entry aside for a
        // moment, mistaking it for the file.
        #expect(try entry.isIntact)
      }
      #expect(try FileSystem.names(in: cache.directory).allSatisfy { !$0.hasPrefix("building-") })
    }
  }

  @Test(arguments: [CacheEntry.libraryName, CacheEntry.digestName, "answer.c"], Kind.allCases)
  func healsPartsOfTheWrongKind(name: String, kind: Kind) throws {
    try withCache { cache in
      let entry = CacheEntry(directory: try cache.entry())
      FileSystem.remove(entry.path(of: name))
      try put(kind, at: entry.path(of: name), root: cache.root)
      // What is loaded counts; a source is there to be looked at, and replaced with the library.
      if name == "answer.c" { try write("damaged", to: entry.libraryPath) }
      try cache.expectHealing()
      #expect(FileStatus(path: entry.path(of: name), followsLinks: false)?.isRegularFile == true)
      #expect(try cache.names("building-") == [])
    }
  }

  @Test(arguments: Kind.allCases)
  func healsThePlaceOfFailures(kind: Kind) throws {
    try withCache { cache in
      _ = try cache.entry()
      try put(kind, at: "\(cache.directory)/failed", root: cache.root)
      let compiler = try KernelCompiler(environment: environment(caches: cache.root))
      let source = try SourceBundle(name: "bad", files: [.init(name: "bad.c", text: "bad\n")])
      for _ in 0..<2 {
        let error = toolchainError {
          _ = try compiler.library(for: source, flags: compiler.flags(), abiVersion: 1)
        }
        guard case .compilationFailed(_, _, _, _, let kept)? = error else {
          Issue.record("\(String(describing: error))")
          return
        }
        #expect(kept.map(FileSystem.text(of:)) == ["bad\n"])
      }
    }
  }

  @Test(arguments: ["", "library.so", "library.so.sha256"], [0o722, 0o702, 0o720, 0o666])
  func compilesAgainWhatOthersCanWrite(name: String, mode: Int) throws {
    try withCache { cache in
      let entry = try cache.entry()
      #expect(chmod("\(entry)/\(name)", mode_t(mode) | (name.isEmpty ? 0o100 : 0)) == 0)
      try cache.expectHealing()
      #expect(try cache.names("set-aside-").count == 1)
    }
  }

  @Test func trustsNothingThatAnotherUserOwns() throws {
    try withCache { cache in
      let entry = try cache.entry()
      #expect(try CacheEntry(directory: entry).isIntact)
      #expect(try !CacheEntry(directory: entry, user: geteuid() + 1).isIntact)
      let status = try #require(FileStatus(path: entry))
      #expect(status.isPrivate(to: geteuid()))
      #expect(!status.isPrivate(to: geteuid() + 1))
    }
  }

  @Test func keepsLibrariesClosedWhateverTheMask() throws {
    try withCache { cache in
      // A compiler with a mask of its own, since that of a process is shared by its threads.
      try writeProgram(#"umask 000; exec cc "$@""#, to: "\(cache.root)/cc")
      let compiler = try KernelCompiler(
        environment: environment(caches: cache.root, ["CC": "\(cache.root)/cc"]))
      for isHit in [false, true] {
        let result = try compiler.library(
          for: .answering(1), flags: compiler.flags(), abiVersion: 1)
        #expect(result.isCacheHit == isHit)
        #expect(FileStatus(path: "\(result.directory)/library.so")?.permissions == 0o700)
      }
    }
  }

  @Test(arguments: [0o777, 0o1777, 0o770, 0o722])
  func loadsNothingFromADirectoryThatOthersCouldWrite(mode: Int) throws {
    try withCache { cache in
      let (entry, other) = try (cache.entry(), cache.entry(6))
      // Whole, of the right version, and written by the user: only its name is another's.
      FileSystem.remove(entry)
      #expect(rename(other, entry) == 0)
      #expect(chmod(cache.directory, mode_t(mode)) == 0)
      try cache.expectHealing()
      #expect(FileStatus(path: cache.directory)?.permissions == 0o700)
      #expect(try cache.names("set-aside-").count == 1)
    }
  }

  @Test func trustsADirectoryThatOthersCouldOnlyRead() throws {
    try withCache { cache in
      _ = try cache.entry()
      #expect(chmod(cache.directory, 0o755) == 0)
      #expect(try cache.result().isCacheHit)
      #expect(FileStatus(path: cache.directory)?.permissions == 0o700)
    }
  }

  #if os(Linux)
    @Test func usesADirectoryWhoseModeCannotBeChanged() throws {
      // Owned by this user and closed to writing; its mode cannot be changed, not even by root.
      let path = "/proc/self/task"
      #expect(chmod(path, 0o700) != 0)
      let owner = try #require(FileStatus(path: path)).owner
      let cache = try KernelCache(directory: path, user: owner)
      #expect(cache.directory == "/proc/\(getpid())/task")
    }

    @Test(arguments: ["/proc", "/dev/shm", "/tmp", "/"])
    func knowsWhereNothingMayRun(path: String) throws {
      // The mount of a path is the last in the table with the longest name that it begins with.
      let mounts = try String(contentsOfFile: "/proc/self/mounts", encoding: .utf8)
        .split(separator: "\n").map { $0.split(separator: " ") }
      let mount = mounts.filter { mount in
        mount[1] == "/" || path == mount[1] || path.hasPrefix("\(mount[1])/")
      }.enumerated().max { ($0.element[1].count, $0.offset) < ($1.element[1].count, $1.offset) }
      let options = try #require(mount).element[3].split(separator: ",")
      #expect(FileSystem.forbidsExecution(path) == options.contains("noexec"))
    }

    @Test func saysThatNothingMayRunInTheCache() throws {
      let directory = "/dev/shm/croton-tests-\(UUID().uuidString)"
      defer { FileSystem.remove(directory) }
      let compiler = try KernelCompiler(
        environment: environment(caches: "/nowhere"), cacheDirectory: directory)
      let error = toolchainError {
        _ = try compiler.library(for: .answering(1), flags: compiler.flags(), abiVersion: 1)
      }
      let mayRun = !FileSystem.forbidsExecution("/dev/shm")
      #expect(error == (mayRun ? nil : .cacheNotExecutable(path: directory)))
    }
  #endif

  @Test func removesWhatWasLeftBehindEvenOnAHit() throws {
    try withCache { cache in
      _ = try cache.entry()
      let staged = "\(cache.directory)/building-killed"
      try write("int a;\n", to: "\(staged)/a.c")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -100_000)], ofItemAtPath: staged)
      // A wrong clock has dated this one a year ahead.
      let ahead = "\(cache.directory)/building-ahead"
      try write("int a;\n", to: "\(ahead)/a.c")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: 3e7)], ofItemAtPath: ahead)
      #expect(try cache.result().isCacheHit)
      #expect(try cache.names("building-") == [])
    }
  }

  @Test func removesWhatWasSetAsideADayAgo() throws {
    try withCache { cache in
      let entry = try cache.entry()
      #expect(chmod(entry, 0o777) == 0)
      try cache.expectHealing()
      let directory = try KernelCache(directory: cache.directory)
      directory.removeAbandonedEntries(now: Date(timeIntervalSinceNow: 89_900))
      #expect(try cache.names("set-aside-").count == 1)
      directory.removeAbandonedEntries(now: Date(timeIntervalSinceNow: 90_100))
      #expect(try cache.names("set-aside-") == [])
      #expect(try cache.result().isCacheHit)
    }
  }
}
