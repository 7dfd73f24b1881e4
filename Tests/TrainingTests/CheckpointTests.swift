import Foundation
import Testing
import Training

@Suite struct CheckpointTests {
  private func array(
    _ name: String, _ type: CheckpointArray.ElementType, _ shape: [Int], _ bytes: [UInt8]
  ) throws -> CheckpointArray {
    try CheckpointArray(name: name, elementType: type, shape: shape, bytes: bytes)
  }

  @Test func writesTheFormatByteForByte() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/best.safetensors"
      let checkpoint = try Checkpoint(
        arrays: [
          array("W/1", .float32, [2, 1], [0, 0, 128, 63, 0, 0, 0, 64]),
          array("step", .int64, [], [7, 0, 0, 0, 0, 0, 0, 0]),
        ], metadata: ["seed": "23455", "model": "lenet"])
      try checkpoint.write(to: path)
      let header =
        #"{"__metadata__":{"model":"lenet","seed":"23455"},"#
        + #""W/1":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"#
        + #""step":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}"#
      let length = (header.utf8.count + 7) / 8 * 8
      let padding = [UInt8](repeating: 32, count: length - header.utf8.count)
      let expected: [UInt8] =
        [UInt8(length), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + padding
        + [0, 0, 128, 63, 0, 0, 0, 64, 7, 0, 0, 0, 0, 0, 0, 0]
      #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == expected)
    }
  }

  @Test func readsBackEveryElementTypeInOrder() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/all.safetensors"
      var arrays: [CheckpointArray] = []
      for (index, type) in CheckpointArray.ElementType.allCases.enumerated() {
        let bytes = (0..<(type.size * 6)).map { type == .bool ? UInt8($0 % 2) : UInt8($0) }
        arrays.append(try array("z\(9 - index) \"ö\"\n", type, [2, 3], bytes))
      }
      arrays.append(try array("empty", .float32, [0, 5], []))
      arrays.append(try array("scalar", .uint8, [], [255]))
      let checkpoint = try Checkpoint(arrays: arrays, metadata: ["a\"b": "c\\d\u{1}"])
      try checkpoint.write(to: path)
      #expect(try Checkpoint(path: path) == checkpoint)
    }
  }

  @Test func readsBackNothing() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/none.safetensors"
      try Checkpoint(arrays: []).write(to: path)
      #expect(try Checkpoint(path: path) == Checkpoint(arrays: []))
    }
  }

  @Test func replacesAFileAndLeavesNoOtherBehind() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/best.safetensors"
      try Checkpoint(arrays: [array("old", .uint8, [1], [1])]).write(to: path)
      let new = try Checkpoint(arrays: [array("new", .uint8, [1], [2])])
      try new.write(to: path)
      #expect(try Checkpoint(path: path) == new)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: directory) == ["best.safetensors"])
    }
  }

  @Test func filesTheSystemRefuses() throws {
    try withTemporaryDirectory { directory in
      let missing = "\(directory)/missing/best.safetensors"
      expectMessage("cannot create '\(missing)': No such file or directory") {
        try Checkpoint(arrays: []).write(to: missing)
      }
      expectMessage("cannot open '\(missing)': No such file or directory") {
        _ = try Checkpoint(path: missing)
      }
      let folder = "\(directory)/folder"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      expectMessage("cannot create '\(folder)': Is a directory") {
        try Checkpoint(arrays: []).write(to: folder)
      }
      expectMessage("'\(folder)' is not a valid checkpoint: expected a regular file") {
        _ = try Checkpoint(path: folder)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["folder"])
    }
  }

  @Test func arraysThatCannotBe() throws {
    expectMessage(
      "cannot put array \"W\" into a checkpoint: expected 24 bytes for F32 of shape [2, 3], got 4"
    ) { _ = try array("W", .float32, [2, 3], [0, 0, 0, 0]) }
    for shape in [[2, -3], [.max, 2]] {
      expectMessage(
        "cannot put array \"W\" into a checkpoint: expected sizes that are not negative and a size "
          + "in bytes that can be counted, got the shape \(shape)"
      ) { _ = try array("W", .float32, shape, []) }
    }
    expectMessage(
      "cannot put array \"mask\" into a checkpoint: expected truth values to be 0 or 1, got 2"
    ) { _ = try array("mask", .bool, [3], [0, 1, 2]) }
    let scalar = try array("b", .uint8, [], [0])
    expectMessage(
      "cannot put array \"b\" into a checkpoint: expected a name of its own, but another array has it"
    ) { _ = try Checkpoint(arrays: [scalar, scalar]) }
    let reserved = try array("__metadata__", .uint8, [], [0])
    expectMessage(
      "cannot put array \"__metadata__\" into a checkpoint: expected another name, since this one "
        + "stands for the metadata"
    ) { _ = try Checkpoint(arrays: [reserved]) }
  }

  private func expectMessage(
    _ message: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) {
    let error = #expect(
      throws: TrainingError.self, sourceLocation: sourceLocation, performing: body)
    #expect(error?.description == message, sourceLocation: sourceLocation)
  }
}
