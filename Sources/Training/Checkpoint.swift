import Foundation

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

  /// Writes the checkpoint to a file; one that is there is replaced.
  ///
  /// The bytes are written to a file beside it, brought safely to the disk, and then given the
  /// name: whatever happens, the name stands for the whole old file or for the whole new one.
  ///
  /// - Throws: ``TrainingError/file(_:path:reason:)``.
  public func write(to path: String) throws {
    let (directory, temporary) = Self.place(beside: path)
    do {
      let file = try File(creating: temporary, name: path)
      try file.write(SafetensorsHeader.bytes(arrays: arrays, metadata: metadata))
      for array in arrays { try file.write(array.bytes) }
      try file.synchronize()
      guard rename(temporary, path) == 0 else { throw File.failure(.create, path) }
    } catch {
      unlink(temporary)
      throw error
    }
    // The name is to outlive a loss of power as well. Not every file system can promise that, and
    // by now the file is whole under its name.
    try? File(folder: directory).synchronize()
  }

  /// Checks that a checkpoint can be written to the path, and leaves what is there as it is: a long
  /// run should not find out at its end.
  ///
  /// - Throws: ``TrainingError/file(_:path:reason:)``.
  public static func checkDestination(_ path: String) throws {
    let temporary = place(beside: path).temporary
    _ = try File(creating: temporary, name: path)
    unlink(temporary)
    // What cannot be replaced by a file refuses only the renaming.
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    if path.isEmpty || path.hasSuffix("/") || (exists && isFolder.boolValue) {
      errno = EISDIR
      throw File.failure(.create, path)
    }
  }

  /// The directory of a file, and a name beside the file that nobody else uses.
  private static func place(beside path: String) -> (directory: String, temporary: String) {
    let destination = URL(fileURLWithPath: path)
    let directory = destination.deletingLastPathComponent().path
    let name = ".\(destination.lastPathComponent).\(UUID().uuidString)"
    return (directory, "\(directory)/\(name)")
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
