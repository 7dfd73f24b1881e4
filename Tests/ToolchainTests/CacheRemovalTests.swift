import Foundation
import Testing

@testable import Toolchain

/// What is removed from the cache, and what happens to those who need it at that moment.
@Suite struct CacheRemovalTests {
  private func result(
    _ answer: Int, root: String, _ changes: [String: String] = [:]
  ) throws -> CompiledLibrary {
    let compiler = try KernelCompiler(environment: environment(caches: root, changes))
    return try compiler.library(
      for: .answering(answer), flags: CompilerFlags(host: compiler.host), abiVersion: 1)
  }

  @Test func clearingKeepsWhatIsBeingMadeAndWhatWasMeasured() throws {
    try withTemporaryDirectory { root in
      let cache = try KernelCache(directory: "\(root)/croton")
      _ = try (result(1, root: root), result(2, root: root))
      _ = toolchainError { _ = try result(3, root: root, ["CC": "false"]) }
      try cache.keepTuning("measured", key: "key")
      try cache.setLimit(5_000_000)
      let staged = try cache.makeStagingEntry()
      try write("", to: "\(cache.directory)/notes.txt")
      #expect(
        try cache.clear(tuning: false).map(\.isFailure).sorted { !$0 && $1 } == [
          false, false, true,
        ])
      let stagedName = URL(fileURLWithPath: staged.directory).lastPathComponent
      #expect(
        try FileSystem.names(in: cache.directory)
          == [stagedName, "failed", "limit", "notes.txt", "tuned"])
      #expect(try FileSystem.names(in: "\(cache.directory)/failed") == [])
      #expect(cache.tuning("key") == Data("measured".utf8))
      #expect(try cache.clear(tuning: true).isEmpty)
      #expect(cache.tuning("key") == nil)
      #expect(try cache.limit() == 5_000_000)
      #expect(FileStatus(path: staged.directory) != nil)
      #expect(try !result(1, root: root).isCacheHit)
    }
  }

  /// Processes that compile and load, while another one clears the cache over and over again, and
  /// one keeps it to a size that nothing fits in.
  @Test func whoNeedsItMakesItAgain() throws {
    try withTemporaryDirectory { root in
      let cache = try KernelCache(directory: "\(root)/croton")
      try cache.setLimit(0)
      // A compiler that takes no time: three libraries that were made before.
      for answer in 1...3 {
        let made = try result(answer, root: root)
        try FileSystem.copy("\(made.directory)/library.so", to: "\(root)/\(answer).so")
      }
      try writeProgram(
        #"exec cp \#(root)/$(sed -n 's/.*return \([0-9]\).*/\1/p' answer.c).so library.so"#,
        to: "\(root)/cc")
      let isDone = Flag()
      let remover = Thread {
        while !isDone.isSet { _ = try? cache.clear(tuning: false) }
        isDone.confirm()
      }
      remover.start()
      DispatchQueue.concurrentPerform(iterations: 4) { number in
        for round in 0..<25 {
          let answer = (number + round) % 3 + 1
          #expect(throws: Never.self) {
            let library = try result(answer, root: root, ["CC": "\(root)/cc"]).library
            #expect(try library.answer() == answer)
          }
        }
      }
      isDone.set()
      isDone.waitForConfirmation()
      #expect(
        try FileSystem.names(in: cache.directory).allSatisfy { !$0.hasPrefix("building-") })
    }
  }

  @Test func anEntryUnderTheNameOfAnotherIsNotTaken() throws {
    try withTemporaryDirectory { root in
      let (first, second) = try (result(1, root: root).directory, result(2, root: root).directory)
      FileSystem.remove(first)
      #expect(rename(second, first) == 0)
      let mended = try result(1, root: root)
      #expect(!mended.isCacheHit)
      #expect(try mended.library.answer() == 1)
      #expect(try result(1, root: root).isCacheHit)
    }
  }

  @Test func anEntryForAnotherProcessorIsNotTaken() throws {
    try withTemporaryDirectory { root in
      let compiler = try KernelCompiler(environment: environment(caches: root))
      let request = LibraryRequest(
        source: try .answering(1), flags: CompilerFlags(host: compiler.host))
      let other = HostProcessor(architecture: .x86_64, features: ["avx1024"], coreCount: 1)
      func key(_ processor: HostProcessor) throws -> CacheKey {
        try request.key(
          compiler: compiler.compiler.identity, processor: processor, abiVersion: 1)
      }
      let (foreign, own) = try (key(other), key(compiler.host))
      #expect(foreign != own)
      // What the other machine has put there: a library whose instructions are not to be run.
      let staged = try compiler.cache.makeStagingEntry()
      try FileSystem.create(staged.libraryPath, text: "code for another processor")
      #expect(
        try staged.seal(
          EntryOrigin(
            key: foreign, name: "answer", compiler: compiler.compiler.identity, processor: other)))
      try compiler.cache.publish(staged, as: foreign, replacing: false)
      #expect(try compiler.cache.entry(for: foreign).isIntact(as: foreign))
      for isHit in [false, true] {
        let library = try compiler.libraries(for: [request], abiVersion: 1)[0]
        #expect(library.isCacheHit == isHit)
        #expect(try library.library.answer() == 1)
      }
      // It stays for the other machine, unless it lies under this one's name.
      let found = try FunctionCache(directory: compiler.cache.directory).verify()
      #expect((found.count, found.otherProcessors, found.damaged.count) == (2, 1, 0))
      FileSystem.remove(compiler.cache.entry(for: own).directory)
      #expect(
        rename(
          compiler.cache.entry(for: foreign).directory, compiler.cache.entry(for: own).directory)
          == 0)
      let library = try compiler.libraries(for: [request], abiVersion: 1)[0]
      #expect(!library.isCacheHit)
      #expect(try library.library.answer() == 1)
    }
  }
}

/// What one thread tells another.
private final class Flag: @unchecked Sendable {
  private let condition = NSCondition()
  private var value = false
  private var isConfirmed = false

  var isSet: Bool { condition.withLock { value } }
  func set() { condition.withLock { value = true } }

  func confirm() {
    condition.withLock {
      isConfirmed = true
      condition.signal()
    }
  }

  func waitForConfirmation() {
    condition.withLock { while !isConfirmed { condition.wait() } }
  }
}
