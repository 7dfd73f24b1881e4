import Diagnostics
import Foundation

/// A regular file, open for reading from its beginning. It is closed with its last reference.
///
/// Pipes and devices are refused: a pipe may never answer, and a device may never end.
package final class InputFile {
  /// The size in bytes when the file was opened.
  package let size: Int

  private let descriptor: Int32
  private var offset = 0

  /// The file at a path.
  package init(path: String) throws(InputFileError) {
    // Before the file is opened, which alone is something that devices take notice of.
    var status = stat()
    guard stat(path, &status) == 0 else { throw .last }
    try Self.checkKind(status)
    // Without O_NONBLOCK, a pipe that has come to this name since would be waited for.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    do throws(InputFileError) {
      guard fstat(descriptor, &status) == 0 else { throw .last }
      try Self.checkKind(status)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// The bytes of the file at a path; `nil` where it cannot be read, or is no regular file.
  package static func contents(path: String) -> Data? {
    guard let file = try? InputFile(path: path), let bytes = try? file.read(count: file.size) else {
      return nil
    }
    return Data(bytes)
  }

  /// Stores the next bytes in `target` and returns how many: all that it has room for, and fewer
  /// only at the end of the file.
  package func read(into target: UnsafeMutableRawBufferPointer) throws(InputFileError) -> Int {
    let count = try read(into: target, at: offset)
    offset += count
    return count
  }

  /// The next `count` bytes, or fewer only at the end of the file.
  package func read(count: Int) throws(InputFileError) -> [UInt8] {
    let bytes = try read(count: count, at: offset)
    offset += bytes.count
    return bytes
  }

  /// `count` bytes from a place in the file on, or fewer only at its end.
  package func read(count: Int, at offset: Int) throws(InputFileError) -> [UInt8] {
    guard canAllocate(byteCount: count) else { throw .memory(byteCount: count) }
    // The closure of an initialiser cannot throw an error of a known type.
    var failure: InputFileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
      do throws(InputFileError) {
        // Safe: the room is for `count` bytes, and as many are initialised as have been read.
        initializedCount = try read(
          into: .init(rebasing: UnsafeMutableRawBufferPointer(bytes)[..<count]), at: offset)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Stores the bytes from a place in the file on in `target` and returns how many: all that it has
  /// room for, and fewer only at the end of the file. It may be called from any thread.
  package func read(
    into target: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(InputFileError) -> Int {
    var count = 0
    while count < target.count {
      // Safe: the region handed to the system is the part of `target` from `count` to its end.
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[count...])
      let received = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + count))
      if received == 0 { break }
      if received > 0 {
        count += received
      } else if errno != EINTR {
        throw .last
      }
    }
    return count
  }

  private static func checkKind(_ status: stat) throws(InputFileError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .folder
    case S_IFIFO: throw .notRegular("a pipe")
    case S_IFSOCK: throw .notRegular("a socket")
    default: throw .notRegular("a device")
    }
  }
}
