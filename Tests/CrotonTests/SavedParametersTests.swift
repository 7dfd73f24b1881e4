import Foundation
import Frontend
import GraphIR
import Testing

@testable import Training

@Suite struct SavedParametersTests {
  private func withTemporaryPath(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  /// A file with the values of some parameters.
  private func write(
    _ values: [NDArray<Float>], of parameters: [Shared<Float>], model: String, to path: String
  ) throws {
    let arrays = try zip(parameters, values).map { parameter, value in
      let saved = Shared("saved", value)
      return try SavedArray(name: parameter.name ?? "", storage: saved.storage).array()
    }
    try Checkpoint(arrays: arrays, metadata: ["model": model]).write(to: path)
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing thrown"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [(Float.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
  func numbersThatAreNotFiniteAreRefused(value: Float, shown: String) throws {
    try withTemporaryPath { path in
      let saved = try SavedParameters(path: path, model: "mlp")
      let W = Shared("W", try NDArray<Float>(shape: [2, 3], scalars: [1, 2, 3, 4, 5, 6]))
      let b = Shared("b", try NDArray<Float>(shape: [2], scalars: [7, 8]))
      let values = [
        try NDArray<Float>(shape: [2, 3], scalars: [9, 9, 9, 9, value, value]), b.value,
      ]
      try write(values, of: [W, b], model: "mlp", to: path)
      #expect(
        message { try saved.load(into: [b, W]) }
          == "'\(path)', parameter 'W': expected finite numbers, got \(shown) at [1, 1]")
      #expect(W.value.scalars == [1, 2, 3, 4, 5, 6])

      try write(
        [W.value, NDArray(shape: [2], scalars: [3, 4])], of: [W, b], model: "mlp", to: path)
      try saved.load(into: [W, b])
      #expect(b.value.scalars == [3, 4])
    }
  }

  @Test func parametersOfALargerNetworkAreRefused() throws {
    try withTemporaryPath { path in
      let saved = try SavedParameters(path: path, model: "net")
      let W = Shared("conv2d1.W", try NDArray<Float>(shape: [2], scalars: [1, 2]))
      let gain = Shared("batchNorm1.gain", try NDArray<Float>(shape: [1], scalars: [3]))
      try write(
        [NDArray(shape: [2], scalars: [5, 6]), gain.value], of: [W, gain], model: "net", to: path)
      #expect(
        message { try saved.load(into: [W]) }
          == "'\(path)' has the parameter 'batchNorm1.gain', which the network does not have; "
          + "expected the options that it was trained with")
      #expect(W.value.scalars == [1, 2])
    }
  }

  /// A file that has a terabyte of something else beside nothing that is needed.
  @Test func whatIsNotNeededIsNotRead() throws {
    try withTemporaryPath { path in
      let size = 1 << 40
      let header = "{\"x\":{\"dtype\":\"U8\",\"shape\":[\(size)],\"data_offsets\":[0,\(size)]}}"
      let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
      try Data(length + Array(header.utf8)).write(to: URL(fileURLWithPath: path))
      let handle = try #require(FileHandle(forWritingAtPath: path))
      // A sparse file, which takes no room.
      try handle.truncate(atOffset: UInt64(8 + header.utf8.count + size))
      let x = Shared("x", NDArray<Float>(1))
      #expect(
        message { try SavedParameters(path: path, model: "mlp").load(into: [x]) }
          == "'\(path)' has the parameter 'x' as U8; expected F32")
    }
  }

  @Test func namesOfTheFileAreCutAndEscaped() throws {
    try withTemporaryPath { path in
      let name = "\u{1B}[2J" + String(repeating: "m", count: 1000)
      let x = Shared("x", NDArray<Float>(1))
      try write([x.value], of: [x], model: name, to: path)
      #expect(
        message { try SavedParameters(path: path, model: "mlp").load(into: [x]) }
          == "'\(path)' has the parameters of \\u{1B}[2J\(String(repeating: "m", count: 76))…; "
          + "expected those of mlp")
    }
  }
}
