import Files

/// The parameters of a network in a safetensors file, which Python's `safetensors` reads too.
///
/// ```swift
/// let weights = try CheckpointArray(
///   name: "layer3.W", elementType: .float32, shape: [500, 10], bytes: bytes)
/// try Checkpoint(arrays: [weights], metadata: ["model": "lenet"]).write(to: "best.safetensors")
/// let best = try Checkpoint(path: "best.safetensors")
/// ```
///
/// Source of the format: <https://github.com/huggingface/safetensors>, "Format". Eight bytes give
/// the length of a JSON header, which gives the type, shape and place of each array in the bytes
/// that follow.
public struct Checkpoint: Hashable, Sendable {
  /// The arrays, in the order in which they lie in the file.
  public let arrays: [CheckpointArray]
  /// Strings about the whole.
  public let metadata: [String: String]

  /// A checkpoint of the given arrays.
  ///
  /// - Throws: ``TrainingError/invalidArray(name:_:)`` where two arrays have the same name, or one
  ///   the name that the format keeps for the metadata.
  public init(
    arrays: [CheckpointArray], metadata: [String: String] = [:]
  ) throws(TrainingError) {
    var names: Set<String> = []
    for array in arrays {
      guard array.name != SafetensorsHeader.metadataName else {
        throw .invalidArray(name: array.name, .reservedName)
      }
      guard names.insert(array.name).inserted else {
        throw .invalidArray(name: array.name, .duplicateName)
      }
    }
    self.arrays = arrays
    self.metadata = metadata
  }

  /// Writes the checkpoint to a file; one that is there is replaced, and keeps its mode.
  ///
  /// The bytes are written to a file beside it, brought safely to the disk, and then given the
  /// name: whatever happens, the name stands for the whole old file or for the whole new one. A
  /// link is followed, and a device is written into.
  ///
  /// - Throws: ``TrainingError/file(_:path:reason:)``.
  public func write(to path: String) throws {
    let chunks = try chunks
    try TrainingError.reporting { () throws(FileError) in
      try Self.destination(path).write(chunks)
    }
  }

  /// Writes the checkpoint to a file, unless there is one.
  ///
  /// - Returns: `false` where something is at the path already, which stays as it is.
  /// - Throws: ``TrainingError/file(_:path:reason:)``.
  public func writeNew(to path: String) throws -> Bool {
    let chunks = try chunks
    return try TrainingError.reporting { () throws(FileError) in
      try Self.destination(path).writeNew(chunks)
    }
  }

  /// Checks that a checkpoint can be written to the path, and leaves what is there as it is: a long
  /// run should not find out at its end.
  ///
  /// - Throws: ``TrainingError/file(_:path:reason:)``.
  public static func checkDestination(_ path: String) throws {
    try TrainingError.reporting { () throws(FileError) in try destination(path).check() }
  }

  private var chunks: [[UInt8]] {
    get throws {
      [try SafetensorsHeader.bytes(arrays: arrays, metadata: metadata)] + arrays.map(\.bytes)
    }
  }

  private static func destination(_ path: String) throws(FileError) -> WholeFile {
    let file = try WholeFile(path: path)
    // One checkpoint behind the other would be none.
    guard file.kind != .pipe else { throw FileError(.create, path: path, reason: "It is a pipe") }
    return file
  }

  /// Reads a checkpoint with all its arrays from a file; ``CheckpointFile`` reads single ones.
  ///
  /// The file is not trusted: every length and place in it is checked before it is used. The arrays
  /// take as much memory as the file; where there is less, the file is refused.
  ///
  /// - Throws: ``TrainingError/file(_:path:reason:)``,
  ///   ``TrainingError/malformedCheckpoint(path:_:)``.
  public init(path: String) throws {
    let file = try CheckpointFile(path: path)
    do {
      try self.init(arrays: file.arrays(), metadata: file.metadata)
    } catch TrainingError.invalidArray(let name, let defect) {
      throw TrainingError.malformedCheckpoint(path: path, .array(name: name, defect))
    }
  }
}
