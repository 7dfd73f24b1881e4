import Foundation
import Testing

@testable import Files

@Suite struct FileTests {
  @Test func anInterruptedCallIsMadeAgain() {
    var calls = 0
    let result = retryingInterrupted { () -> Int32 in
      calls += 1
      errno = EINTR
      return calls < 3 ? -1 : 0
    }
    #expect(result == 0)
    #expect(calls == 3)
    let failure = retryingInterrupted { () -> Int in
      errno = ENOSPC
      return -1
    }
    #expect(failure == -1)
    #expect(errno == ENOSPC)
  }

  @Test func aLockEndsWithItsLastReference() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder)/log"
      var first = try File.locked(path)
      #expect(first != nil)
      #expect(try File.locked(path) == nil)
      // Others may read and write.
      try File(writing: path).write([65])
      #expect(try text(of: path) == "A")
      first = nil
      #expect(try File.locked(path) != nil)
      #expect(throws: FileError.self) { try File.locked("\(folder)/none/log") }
    }
  }

  @Test func openingKeepsWhatTheFileHas() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder)/log"
      try write("old", to: path)
      let file = try File(writing: path)
      #expect(!file.isNew)
      #expect(try text(of: path) == "old")
      try file.removeContents()
      try file.write(Array("n".utf8))
      #expect(try text(of: path) == "n")
      #expect(try File(writing: "\(folder)/new").isNew)
    }
  }

  @Test func pathsOfTheSameFile() throws {
    try withTemporaryDirectory { folder in
      func same(_ a: String, _ b: String) -> Bool {
        FileIdentity("\(folder)/\(a)").isSame(as: FileIdentity("\(folder)/\(b)"))
      }
      try write("", to: "\(folder)/file")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: "file")
      try FileManager.default.linkItem(atPath: "\(folder)/file", toPath: "\(folder)/hard")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/dangling", withDestinationPath: "new")
      #expect(same("file", "link") && same("file", "hard") && same("file", "./file"))
      #expect(same("new", "./new") && same("new", "dangling") && same("new", "new"))
      #expect(!same("file", "new") && !same("new", "newer"))
      #expect(!FileIdentity("/dev/null").isSame(as: FileIdentity("/dev/null")))
    }
  }
}
