import Foundation
import Testing

@testable import Files

@Suite struct WholeFileTests {
  private let files = FileManager.default
  private let chunks = [Array("new".utf8), Array(" text".utf8)]

  @Test func aFileKeepsItsMode() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder)/file"
      try write("old", to: path)
      for mode in [0o600, 0o640, 0o666] {
        try files.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        try WholeFile(path: path).write(chunks)
        #expect(try text(of: path) == "new text")
        #expect(try files.mode(of: path) == mode)
      }
      #expect(try files.names(in: folder) == ["file"])
    }
  }

  @Test func anUpdateLeavesEqualBytesAlone() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder)/file"
      let past = Date(timeIntervalSince1970: 1_000_000_000)
      func isFromThePast() throws -> Bool {
        try files.attributesOfItem(atPath: path)[.modificationDate] as? Date == past
      }
      try WholeFile(path: path).update(Array("text".utf8))
      try files.setAttributes([.modificationDate: past], ofItemAtPath: path)
      try WholeFile(path: path).update(Array("text".utf8))
      #expect(try isFromThePast())
      // Of the same length, and of another.
      for new in ["texT", "", "texts"] {
        try WholeFile(path: path).update(Array(new.utf8))
        #expect(try text(of: path) == new)
        #expect(try !isFromThePast())
        try files.setAttributes([.modificationDate: past], ofItemAtPath: path)
      }
      #expect(try files.names(in: folder) == ["file"])
    }
  }

  @Test func aLinkIsFollowed() throws {
    try withTemporaryDirectory { folder in
      try files.createDirectory(atPath: "\(folder)/there", withIntermediateDirectories: false)
      try files.createSymbolicLink(
        atPath: "\(folder)/second", withDestinationPath: "there/file")
      try files.createSymbolicLink(atPath: "\(folder)/first", withDestinationPath: "second")
      // Once where the links lead to nothing, and once where there is a file.
      for _ in 1...2 {
        try WholeFile(path: "\(folder)/first").write(chunks)
        #expect(try files.destinationOfSymbolicLink(atPath: "\(folder)/first") == "second")
        #expect(try text(of: "\(folder)/there/file") == "new text")
        #expect(try files.names(in: "\(folder)/there") == ["file"])
        try write("old", to: "\(folder)/there/file")
      }
      #expect(try files.names(in: folder) == ["first", "second", "there"])
      try files.createSymbolicLink(atPath: "\(folder)/round", withDestinationPath: "round")
      #expect(throws: FileError.self) { try WholeFile(path: "\(folder)/round").write(chunks) }
    }
  }

  @Test func aDeviceIsWrittenInto() throws {
    try WholeFile(path: "/dev/null").check()
    try WholeFile(path: "/dev/null").write(chunks)
    #if os(Linux)
      let error = #expect(throws: FileError.self) { try WholeFile(path: "/dev/full").write(chunks) }
      #expect(error?.description == "cannot write '/dev/full': No space left on device")
    #endif
    for device in ["/dev/null", "/dev/zero"] {
      let type = try files.attributesOfItem(atPath: device)[.type] as? FileAttributeType
      #expect(type == .typeCharacterSpecial)
    }
  }

  @Test func aPipeThatNobodyReadsIsNotWaitedFor() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder)/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      let error = #expect(throws: FileError.self) { _ = try File(writing: path) }
      #expect(error?.description == "cannot open '\(path)': Nobody reads from the pipe")
    }
  }

  @Test func aPipeIsWrittenInto() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder)/pipe"
      #expect(mkfifo(path, 0o600) == 0)
      try WholeFile(path: path).check()
      let reader = open(path, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try WholeFile(path: path).write(chunks)
      var bytes = [UInt8](repeating: 0, count: 20)
      #expect(read(reader, &bytes, 20) == 8)
      #expect(String(decoding: bytes.prefix(8), as: UTF8.self) == "new text")
      #expect(try files.names(in: folder) == ["pipe"])
    }
  }

  @Test func whatCannotBeWrittenIsRefused() throws {
    try withTemporaryDirectory { folder in
      for (path, reason) in [
        (folder, "Is a directory"), ("\(folder)/new/", "Is a directory"),
        ("\(folder)/new/file", "No such file or directory"), ("", "No such file or directory"),
      ] {
        let error = #expect(throws: FileError.self) { try WholeFile(path: path).check() }
        #expect(error?.description == "cannot create '\(path)': \(reason)")
      }
      let path = "\(folder)/socket"
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
      #if os(Linux)
        let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      #else
        let socket = socket(AF_UNIX, SOCK_STREAM, 0)
      #endif
      defer { close(socket) }
      let size = socklen_t(MemoryLayout<sockaddr_un>.size)
      let isBound = withUnsafePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) == 0 }
      }
      try #require(isBound)
      let error = #expect(throws: FileError.self) { try WholeFile(path: path).write(chunks) }
      #expect(error?.description == "cannot create '\(path)': It is not a file")
      #expect(try files.names(in: folder) == ["socket"])
    }
  }

  @Test func aNewFileReplacesNothing() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder)/file"
      // Both look before either writes.
      let (first, second) = (try WholeFile(path: path), try WholeFile(path: path))
      #expect(try first.writeNew(chunks))
      #expect(try !second.writeNew([Array("other".utf8)]))
      #expect(try !WholeFile(path: path).writeNew([Array("other".utf8)]))
      #expect(try text(of: path) == "new text")
      #expect(try files.names(in: folder) == ["file"])
    }
  }

  @Test func whatKilledProcessesLeftIsRemovedWhenItIsOld() throws {
    try withTemporaryDirectory { folder in
      let old = Date(timeIntervalSinceNow: -90_000)
      let id = UUID().uuidString
      for (name, date) in [
        (".best.safetensors.\(id)", old), (".best.safetensors.\(UUID().uuidString)", Date()),
        (".best.safetensors.mine", old), (".other.safetensors.\(id)", old),
        ("best.safetensors", old),
      ] {
        try write("x", to: "\(folder)/\(name)")
        try files.setAttributes([.modificationDate: date], ofItemAtPath: "\(folder)/\(name)")
      }
      let before = try files.names(in: folder)
      try WholeFile(path: "\(folder)/best.safetensors").check()
      let after = try files.names(in: folder)
      #expect(Set(before).subtracting(after) == [".best.safetensors.\(id)"])
      #expect(after.count == before.count - 1)
    }
  }

  @Test func aNameMayBeAsLongAsTheSystemAllows() throws {
    try withTemporaryDirectory { folder in
      let name = String(repeating: "ü", count: 127)
      try WholeFile(path: "\(folder)/\(name)").write(chunks)
      #expect(try files.names(in: folder).count == 1)
      #expect(try text(of: "\(folder)/\(name)") == "new text")
    }
  }

  @Test func aTildeIsALetterOfANameLikeAnyOther() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-tilde-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(
      atPath: "\(folder)/~", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for path in ["\(folder)/~/x", "\(folder)/~y"] {
      let file = try WholeFile(path: path)
      try file.check()
      try file.write([[7]])
      #expect(FileManager.default.contents(atPath: path) == Data([7]))
    }
    // The folder `~` of the current one, which is not the home directory, and is not there.
    #expect(throws: FileError.self) { try WholeFile(path: "~/croton-no-such-file").check() }
  }
}
