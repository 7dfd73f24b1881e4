import Foundation
import ImageFiles
import TestSupport
import Testing

/// Files that are made to cost time or memory, in processes of their own.
@Suite struct HostileImageTests {
  private func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-images-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
  }

  @Test func pipesAndDevicesAreNotRead() async throws {
    try await withTemporaryFolder { folder in
      let pipe = "\(folder)/pipe.png"
      try #require(mkfifo(pipe, 0o600) == 0)
      await #expect(processExitsWith: .success) { [pipe = pipe as String] in
        // Ends the process if it waits.
        alarm(60)
        for (path, kind) in [(pipe, "a pipe"), ("/dev/zero", "a device")] {
          #expect(
            message { _ = try Image(path: path) }
              == "'\(path)': expected a regular file, got \(kind)")
        }
      }
    }
  }

  @Test func aFileOfATerabyteIsNotRead() async throws {
    try await withTemporaryFolder { folder in
      let signatures: [[UInt8]] = [
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], [0xFF, 0xD8, 0xFF], [0x00],
      ]
      for (number, signature) in signatures.enumerated() {
        let path = "\(folder)/\(number)"
        try Data(signature).write(to: URL(fileURLWithPath: path))
        let handle = try #require(FileHandle(forWritingAtPath: path))
        // A sparse file, which takes no room.
        try handle.truncate(atOffset: 1 << 40)
        #expect(
          message { _ = try Image(path: path) }
            == (number < 2
              ? "'\(path)': expected a file of at most 1073741824 bytes, got 1099511627776"
              : "'\(path)': this is neither a PNG nor a JPEG"))
      }
    }
  }

  @Test func aPictureTakesItsOwnMemory() async throws {
    try await withTemporaryFolder { folder in
      let path = "\(folder)/large.png"
      let count = 8000 * 4000
      try Image(
        width: 8000, height: 4000, format: .grey, bytes: [UInt8](repeating: 0, count: count)
      ).writePNG(to: path)
      await #expect(processExitsWith: .success) { [path = path as String, count = count as Int] in
        let before = ProcessMemory.peak
        let image = try Image(path: path)
        #expect(image.bytes.count == 3 * count)
        #expect(ProcessMemory.peak - before < 4 * count)
      }
      #if os(Linux)
        await #expect(processExitsWith: .success) { [path = path as String, count = count as Int] in
          try ProcessMemory.limit(growth: 64 << 20)
          #expect(
            message { _ = try Image(path: path) }
              == "'\(path)': not enough memory for \(3 * count) more bytes")
        }
      #endif
    }
  }

  @Test func namesAreCut() {
    let path = "/nowhere/" + String(repeating: "d", count: 5000) + "/moon.png"
    let text = message { _ = try Image(path: path) }
    #expect(text.hasPrefix("'/nowhere/ddd"))
    #expect(text.contains("ddd/moon.png': "))
    #expect(text.count < 400)
  }
}

private func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing thrown"
  } catch {
    return "\(error)"
  }
}
