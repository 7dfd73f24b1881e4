import Foundation
import TestSupport
import Testing

@testable import Training

@Suite struct CheckpointFileTests {
  /// A file of which only the header and the first array are written; the rest is a hole, which
  /// takes no room.
  private func withSparseFile(
    of size: Int, _ body: (String) async throws -> Void
  ) async throws {
    let header =
      "{\"W\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
      + "\"hole\":{\"dtype\":\"U8\",\"shape\":[\(size - 8)],\"data_offsets\":[8,\(size)]}}"
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let path = directory.appendingPathComponent("sparse.safetensors").path
    let bytes = length + Array(header.utf8) + [0, 0, 128, 63, 0, 0, 0, 64]
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.truncate(atOffset: UInt64(8 + header.utf8.count + size))
    try handle.close()
    try await body(path)
  }

  @Test func anArrayIsReadWithoutTheOthers() async throws {
    try await withSparseFile(of: 9 << 30) { path in
      await #expect(processExitsWith: .success) { [path = path as String] in
        // Ends the process if it reads all of the file.
        alarm(120)
        let before = ProcessMemory.peak
        let file = try CheckpointFile(path: path)
        #expect(file.entries.map(\.name) == ["W", "hole"])
        #expect(file.entry(named: "hole")?.shape == [9 << 30 - 8])
        #expect(file.entry(named: "b") == nil)
        #expect(try file.array(named: "b") == nil)
        let array = try #require(try file.array(named: "W"))
        #expect(array.shape == [2] && array.bytes == [0, 0, 128, 63, 0, 0, 0, 64])
        #expect(ProcessMemory.peak - before < 32 << 20)
      }
    }
  }

  #if os(Linux)
    @Test func memoryThatCannotBeHadIsAnError() async throws {
      try await withSparseFile(of: 1 << 40) { path in
        await #expect(processExitsWith: .success) { [path = path as String] in
          try ProcessMemory.limit(growth: 256 << 20)
          for read in [
            { _ = try Checkpoint(path: path) },
            { _ = try CheckpointFile(path: path).arrays() },
          ] {
            let error = #expect(throws: TrainingError.self, performing: read)
            #expect(
              error?.description
                == "cannot read '\(path)': not enough memory for 1099511627776 more bytes")
          }
          let error = #expect(throws: TrainingError.self) {
            try CheckpointFile(path: path).array(named: "hole")
          }
          #expect(
            error?.description
              == "cannot read '\(path)': not enough memory for 1099511627768 more bytes")
        }
      }
    }
  #endif

  @Test func pipesAreNotWaitedFor() async throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-pipe-\(UUID().uuidString)").path
    try #require(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    await #expect(processExitsWith: .success) { [path = path as String] in
      alarm(60)
      for path in [path, "/dev/zero"] {
        let error = #expect(throws: TrainingError.self) { try Checkpoint(path: path) }
        #expect(
          error?.description == "'\(path)' is not a valid checkpoint: expected a regular file")
      }
    }
  }

  /// A header of many small things, which cost the decoder the most.
  @Test(arguments: ["\"a\":[1", "\"__metadata__\":{\"a\":\"\""])
  func aHeaderTakesAMultipleOfItsSize(start: String) async throws {
    let isList = start.hasSuffix("1")
    var header = "{" + start
    var count = 0
    while header.utf8.count < 2_000_000 {
      header += isList ? ",1" : ",\"\(count)\":\"\""
      count += 1
    }
    let bytes = Array((header + (isList ? "]}" : "}}")).utf8)
    await #expect(processExitsWith: .success) { [bytes = bytes as [UInt8]] in
      let before = ProcessMemory.peak
      _ = try? SafetensorsHeader(bytes: bytes, dataSize: 0)
      #expect(ProcessMemory.peak - before < bytes.count * SafetensorsHeader.memoryFactor)
    }
  }

  @Test func namesAreCut() {
    let name = String(repeating: "n", count: 1_000_000)
    let defects: [CheckpointDefect] = [
      .entryNotJSON(name), .unsupportedElementType(name, name), .offsets(name, Array(0..<100_000)),
      .misplaced(name, found: 1, expected: 2), .array(name: name, .shape(Array(0..<100_000))),
    ]
    for defect in defects {
      let text = TrainingError.malformedCheckpoint(path: "/" + name, defect).description
      #expect(text.count < 900)
      #expect(text.contains("\"\(name.prefix(80))…\""))
    }
  }
}
