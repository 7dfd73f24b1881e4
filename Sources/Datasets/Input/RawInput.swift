import Files
import Foundation

/// The bytes of a file or of constant data, a chunk at a time, as they are stored.
final class RawInput {
  /// What errors call the file.
  let file: String

  /// How many bytes the file has.
  let size: Int

  /// The position of the next byte that nobody has taken yet.
  private(set) var offset = 0

  /// Whether the bytes lie in a file, rather than in memory.
  var isFile: Bool { input != nil }

  private let input: InputFile?
  private var chunk: Data
  private var taken = 0

  private static let chunkSize = 1 << 18

  /// The file at a path.
  init(path: String) throws {
    file = path
    do {
      let input = try InputFile(path: path)
      size = input.size
      chunk = Data(try input.read(count: min(Self.chunkSize, size)))
      self.input = input
    } catch {
      throw DatasetError(file: path, Self.problem(error))
    }
  }

  /// Bytes in memory.
  init(name: String, data: Data) {
    file = name
    size = data.count
    input = nil
    chunk = data
  }

  /// Whether the file begins as RFC 1952 lets every gzip file begin.
  var isGzipped: Bool { offset == 0 && chunk.starts(with: [0x1f, 0x8b]) }

  /// Lends the next bytes, none only at the end of the file, and takes as many as `body` used.
  func withNextBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> (used: Int, result: Result)
  ) throws -> Result {
    if taken == chunk.count, let input {
      do {
        chunk = Data(try input.read(count: min(Self.chunkSize, size - offset)))
      } catch {
        throw DatasetError(file: file, Self.problem(error))
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

  static func problem(_ error: InputFileError) -> DatasetError.Problem {
    switch error {
    case .folder: .isFolder
    case .notRegular(let kind): .notRegular(kind)
    case .memory(let byteCount): .noMemory(bytes: byteCount)
    case .system(ENOENT), .system(ENOTDIR): .missing
    case .system: .unreadable(error.reason)
    }
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
