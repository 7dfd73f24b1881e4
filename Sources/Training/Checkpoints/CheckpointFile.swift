import Diagnostics
import Files

/// A safetensors file whose header has been read; its arrays are read when they are asked for.
///
/// ```swift
/// let file = try CheckpointFile(path: "best.safetensors")
/// if file.entries.contains(where: { $0.name == "layer3.W" && $0.shape == [500, 10] }) {
///   let weights = try file.array(named: "layer3.W")
/// }
/// ```
///
/// The file is not trusted: every length and place in it is checked before it is used. A header has
/// at most 4 MB, which is room for fifty thousand arrays, and takes at most forty times its size in
/// memory. An array takes its own bytes.
public final class CheckpointFile {
  /// An array as the header describes it.
  public struct Entry: Hashable, Sendable {
    /// The name, unique in the file.
    public let name: String
    /// The type of the elements.
    public let elementType: CheckpointArray.ElementType
    /// The size of each axis; empty for a scalar.
    public let shape: [Int]
    /// The bytes of the array, counted from the end of the header.
    let range: Range<Int>
  }

  /// The arrays in the order of their bytes; those without elements at the same place in that of
  /// their names.
  public let entries: [Entry]
  /// Strings about the whole.
  public let metadata: [String: String]

  private let path: String
  private let file: InputFile
  /// Where the bytes of the arrays begin.
  private let dataOffset: Int
  private let indices: [String: Int]

  /// Opens a file and reads its header.
  ///
  /// - Throws: ``TrainingError/file(_:path:reason:)``,
  ///   ``TrainingError/malformedCheckpoint(path:_:)``.
  public init(path: String) throws(TrainingError) {
    self.path = path
    do {
      file = try InputFile(path: path)
    } catch {
      throw Self.error(error, .open, path: path)
    }
    let lengthSize = SafetensorsHeader.lengthSize
    guard file.size >= lengthSize else {
      throw .malformedCheckpoint(path: path, .tooShort(file.size))
    }
    let length = try Self.read(file, count: lengthSize, at: 0, path: path).reversed()
      .reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let available = file.size - lengthSize
    guard length <= min(available, SafetensorsHeader.longestLength) else {
      throw .malformedCheckpoint(path: path, .headerLength(length, available: available))
    }
    let size = Int(length) * SafetensorsHeader.memoryFactor
    guard canAllocate(byteCount: size) else {
      throw Self.error(.memory(byteCount: size), .read, path: path)
    }
    let bytes = try Self.read(file, count: Int(length), at: lengthSize, path: path)
    do {
      let header = try SafetensorsHeader(bytes: bytes, dataSize: available - Int(length))
      entries = header.entries
      metadata = header.metadata
    } catch {
      throw .malformedCheckpoint(path: path, error)
    }
    dataOffset = lengthSize + Int(length)
    indices = Dictionary(
      uniqueKeysWithValues: zip(entries.map(\.name), entries.indices))
  }

  /// The entry of a name, or nothing where there is none.
  public func entry(named name: String) -> Entry? {
    indices[name].map { entries[$0] }
  }

  /// Reads the array of a name; nothing where there is none.
  ///
  /// - Throws: ``TrainingError/file(_:path:reason:)``,
  ///   ``TrainingError/malformedCheckpoint(path:_:)``.
  public func array(named name: String) throws(TrainingError) -> CheckpointArray? {
    guard let entry = entry(named: name) else { return nil }
    return try array(entry)
  }

  /// Reads all arrays, for which there must be memory.
  func arrays() throws(TrainingError) -> [CheckpointArray] {
    let size = entries.last?.range.upperBound ?? 0
    guard canAllocate(byteCount: size) else {
      throw Self.error(.memory(byteCount: size), .read, path: path)
    }
    var arrays: [CheckpointArray] = []
    for entry in entries { arrays.append(try array(entry)) }
    return arrays
  }

  private func array(_ entry: Entry) throws(TrainingError) -> CheckpointArray {
    let bytes = try Self.read(
      file, count: entry.range.count, at: dataOffset + entry.range.lowerBound, path: path)
    do {
      return try CheckpointArray(
        name: entry.name, elementType: entry.elementType, shape: entry.shape, bytes: bytes)
    } catch TrainingError.invalidArray(let name, let defect) {
      throw .malformedCheckpoint(path: path, .array(name: name, defect))
    }
  }

  private static func read(
    _ file: InputFile, count: Int, at offset: Int, path: String
  ) throws(TrainingError) -> [UInt8] {
    do {
      return try file.read(count: count, at: offset)
    } catch {
      throw Self.error(error, .read, path: path)
    }
  }

  private static func error(
    _ error: InputFileError, _ operation: TrainingError.FileOperation, path: String
  ) -> TrainingError {
    switch error {
    case .folder, .notRegular: .malformedCheckpoint(path: path, .notRegularFile)
    case .memory, .system: .file(operation, path: path, reason: error.reason)
    }
  }
}
