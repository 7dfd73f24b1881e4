import Foundation

/// The bytes of a file or of constant data, a chunk at a time, as they are stored.
final class RawInput {
  /// What errors call the file.
  let file: String

  /// How many bytes the file has.
  let size: Int

  /// The position of the next byte that nobody has taken yet.
  private(set) var offset = 0

  private let handle: FileHandle?
  private var chunk: Data
  private var taken = 0

  private static let chunkSize = 1 << 18

  /// The file at a path.
  init(path: String) throws {
    file = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DatasetError(file: path, .missing)
    }
    if isFolder.boolValue { throw DatasetError(file: path, .isFolder) }
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      size = Int(clamping: try handle.seekToEnd())
      try handle.seek(toOffset: 0)
      chunk = try handle.read(upToCount: Self.chunkSize) ?? Data()
      self.handle = handle
    } catch {
      throw DatasetError(file: path, .unreadable(error.localizedDescription))
    }
  }

  /// Bytes in memory.
  init(name: String, data: Data) {
    file = name
    size = data.count
    handle = nil
    chunk = data
  }

  /// Whether the file begins as RFC 1952 lets every gzip file begin.
  var isGzipped: Bool { offset == 0 && chunk.starts(with: [0x1f, 0x8b]) }

  /// Lends the next bytes, none only at the end of the file, and takes as many as `body` used.
  func withNextBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> (used: Int, result: Result)
  ) throws -> Result {
    if taken == chunk.count, let handle {
      do {
        chunk = try handle.read(upToCount: Self.chunkSize) ?? Data()
      } catch {
        throw DatasetError(file: file, .unreadable(error.localizedDescription))
      }
      taken = 0
    }
    // Safe: `taken` never exceeds `chunk.count`, and the pointer does not outlive the closure.
    let (used, result) = try chunk.withUnsafeBytes { bytes in
      try body(UnsafeRawBufferPointer(rebasing: bytes[taken...]))
    }
    taken += used
    offset += used
    return result
  }
}

extension RawInput: ByteSource {
  var contentBound: Int { size }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    try withNextBytes { bytes in
      let count = min(bytes.count, target.count)
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      return (count, count)
    }
  }
}
