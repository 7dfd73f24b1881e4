import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Files that are made to cost time or memory, in processes of their own.
struct HostileFileTests {
  @Test(arguments: ["I", "L", "F", "g", "p"])
  func numbersHaveFewDigits(opcode: String) throws {
    let zeros = String(repeating: "0", count: 999)
    #expect(
      message {
        try loadPickle(
          name: "digits", from: reader(ascii("N\(opcode)\(zeros)\n."), name: "digits.pkl"))
      } == "digits.pkl, byte 2: expected a number of at most 40 characters, got more")
    let number = String(repeating: "0", count: 39) + "7"
    let content = try reader(ascii("\(number)\n\(number)\n"), name: "digits.pkl")
    #expect(try content.decimalInteger() == 7)
    #expect(try content.decimalFloat() == 7)
  }

  @Test func pipesAreNotWaitedFor() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/digits"
      try #require(mkfifo(path, 0o600) == 0)
      await #expect(processExitsWith: .success) { [path = path as String] in
        // Ends the process if it waits.
        alarm(60)
        #expect(
          message { try DataSource.path(path).load() }
            == "\(path): expected a regular file, got a pipe")
      }
    }
  }

  @Test func devicesAreNotRead() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/train-images-idx3-ubyte"
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: "/dev/zero")
      #expect(
        message { try DataSource.path(folder).load() }
          == "\(path): expected a regular file, got a device")
      #expect(
        message { try DataSource.path("/dev/zero").load() }
          == "/dev/zero: expected a regular file, got a device")
    }
  }

  @Test func namesAreCut() {
    let path = "/nowhere/" + String(repeating: "d", count: 5000) + "/digits\u{1B}[2J.pkl"
    let text = message { try DataSource(argument: path) }
    #expect(text.hasPrefix("/nowhere/ddd"))
    #expect(text.contains(#"ddd/digits\u{1B}[2J.pkl: no such file or folder"#))
    #expect(text.count < 500)
    let shape = (1...64).map { $0 }
    #expect(
      ErrorText.shape(shape) == "(1, 2, 3, 4, 5, 6, 7, 8, …)")
  }

  /// A pickle of 48 MiB of text, which is written as UTF-8, with escapes, and in quotes. The memory
  /// for it grows from 32 MiB to 64 MiB, of which 48 MiB are written to.
  @Test(arguments: ["X", "V", "S"])
  func textIsKeptOnce(opcode: String) async throws {
    let count = 48 << 20
    let (head, tail) =
      switch opcode {
      case "X": (ascii("X") + Pickle.littleEndian(count, bytes: 4), "")
      case "V": (ascii("V"), "\n")
      default: (ascii("S'"), "'\n")
      }
    let file =
      try gzip([0x80, 2] + head) + gzip(UInt8(ascii: "a"), count: count) + gzip(ascii(tail + "."))
    try await withTemporaryFolder { folder in
      let path = "\(folder)/digits.pkl.gz"
      try write(file, to: path)
      await #expect(processExitsWith: .success) { [path = path as String] in
        let before = ProcessMemory.peak
        #expect(
          message { try DataSource.path(path).load() }
            == "\(path), the pickle: expected ((x, y), (x, y), (x, y)), got a string")
        let growth = ProcessMemory.peak - before
        #expect(growth <= 76 << 20, "\(growth >> 20) MiB")
      }
    }
  }

  /// A string of a third of a data set and a little more, of which three pairs are made.
  @Test func oneStringIsNotDecodedAgainAndAgain() async throws {
    let rows = DatasetLimits.arrayBytes / 3 / 784
    // The pair, twice more from the memo.
    let splits = ascii("q\u{7}h\u{7}h\u{7}") + [0x87]
    let file =
      try gzip([0x80, 2]) + array([rows, 784]) + array([rows]) + gzip([0x86] + splits + ascii("."))
    try await withTemporaryFolder { folder in
      let path = "\(folder)/digits.pkl.gz"
      try write(file, to: path)
      await #expect(processExitsWith: .success) { [path = path as String] in
        let before = ProcessMemory.peak
        #expect(
          message { try DataSource.path(path).load() }
            == "\(path), the pickle: expected images and labels that take at most 1073741824 bytes"
            + " of memory, got more")
        let growth = ProcessMemory.peak - before
        #expect(growth <= DatasetLimits.arrayBytes / 2, "\(growth >> 20) MiB")
      }
    }
  }

  /// An array of zero bytes, gzipped.
  private func array(_ shape: [Int]) throws -> [UInt8] {
    let count = shape.reduce(1, *)
    // The bytes are what the array ends with, but for the opcodes that make a tuple and set it.
    let empty = Pickle.array("u1", shape, [])
    let head = empty.dropLast(4 + 2) + Pickle.littleEndian(count, bytes: 4)
    return try gzip(Array(head)) + gzip(0, count: count) + gzip(ascii("tb"))
  }

  @Test func manySmallObjectsTakeLittle() async throws {
    // A memo, a tuple of one, and a string of one character for each three opcodes.
    let objects = Array(repeating: ascii("U\u{1}a") + [0x85, 0x94], count: 33_000).joined()
    let file = Pickle.file(Array(objects))
    await #expect(processExitsWith: .success) { [file = file as [UInt8]] in
      let before = ProcessMemory.peak
      #expect(
        message { try loadPickle(name: "", from: reader(file, name: "digits.pkl")) }
          == "digits.pkl, the pickle: expected ((x, y), (x, y), (x, y)), got a tuple of 1")
      let growth = ProcessMemory.peak - before
      #expect(growth <= 64 << 20, "\(growth >> 20) MiB")
    }
  }

  /// Files of 2 MB whose content has more than 2 GiB: no more of it is decompressed than is needed
  /// to see that it is no data set.
  @Test(arguments: ["\0", "a", ",", "7", "\n", "("])
  func gzipBombsAreRefused(byte: String) async throws {
    let count = DatasetLimits.contentBytes + 1 << 20
    let file = try gzip(#require(byte.utf8.first), count: count)
    try await withTemporaryFolder { folder in
      let path = "\(folder)/bomb.gz"
      try write(file, to: path)
      await #expect(processExitsWith: .success) { [path = path as String] in
        // Ends the process if it reads on.
        alarm(60)
        let before = ProcessMemory.peak
        #expect(throws: DatasetError.self) { try DataSource.path(path).load() }
        let growth = ProcessMemory.peak - before
        #expect(growth <= 64 << 20, "\(growth >> 20) MiB")
      }
    }
  }

  @Test func paddingHasAnEnd() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/digits.pkl.gz"
      try write(gzip(Pickle.dataset()), to: path)
      let handle = try #require(FileHandle(forWritingAtPath: path))
      // A sparse file, which takes no room.
      try handle.truncate(atOffset: 1 << 40)
      #expect(
        message { try DataSource.path(path).load() }
          == "\(path): expected a data set of at most 2147483648 bytes, got more")
    }
  }

  #if os(Linux)
    /// Rows of grey levels and rows of other numbers in turn.
    @Test func rowsOfTwoKindsShareMemory() async throws {
      let text = "x,y,label\n" + String(repeating: "1,2,0\n0.5,2,1\n", count: 1000)
      try await withTemporaryFolder { folder in
        let path = "\(folder)/rows.csv"
        try write(Array(text.utf8), to: path)
        await #expect(processExitsWith: .success) { [path = path as String] in
          try ProcessMemory.limit(growth: 80 << 20)
          let contents = try DataSource.path(path).contents()
          #expect(
            contents.training.values
              == .floats(Array(repeatElement([1, 2, 0.5, 2], count: 1000).joined())))
        }
      }
    }

    @Test func memoryThatCannotBeHadIsAnError() async throws {
      let rows = 150_000
      let images = try gzip(IDXFiles.header([rows, 28, 28])) + gzip(0, count: 784 * rows)
      let labels = IDXFiles.header([rows]) + [UInt8](repeating: 0, count: rows)
      let string = [0x80, 2] + ascii("T") + Pickle.littleEndian(784 * rows, bytes: 4)
      let pickle = try gzip(string) + gzip(0, count: 784 * rows) + gzip(ascii("."))
      try await withTemporaryFolder { folder in
        try write(images, to: "\(folder)/train-images-idx3-ubyte.gz")
        try write(labels, to: "\(folder)/train-labels-idx1-ubyte")
        try write(
          IDXFiles.header([1, 28, 28]) + [UInt8](repeating: 0, count: 784),
          to: "\(folder)/t10k-images-idx3-ubyte")
        try write(IDXFiles.labels(1), to: "\(folder)/t10k-labels-idx1-ubyte")
        try write(pickle, to: "\(folder)/digits.pkl.gz")
        await #expect(processExitsWith: .success) {
          [folder = folder as String, rows = rows as Int] in
          try ProcessMemory.limit(growth: 80 << 20)
          let path = "\(folder)/train-images-idx3-ubyte.gz"
          #expect(
            message { try DataSource.path(folder).load() }
              == "\(path), byte 16: not enough memory for \(784 * rows) more bytes")
          #expect(
            message { try DataSource.path("\(folder)/digits.pkl.gz").load() }
              == "\(folder)/digits.pkl.gz, byte 7: not enough memory for \(784 * rows) more bytes")
        }
      }
    }
  #endif
}
