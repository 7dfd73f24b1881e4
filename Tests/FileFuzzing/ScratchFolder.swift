import Foundation

/// A temporary folder for the files that one reader is fuzzed with, one after another.
///
/// Not for several threads at a time.
package final class ScratchFolder: @unchecked Sendable {
  package let path: String
  private var descriptors: [String: Int32] = [:]

  package init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "croton-fuzzing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    for descriptor in descriptors.values { close(descriptor) }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file, in place of what it had, and returns its path.
  func write(_ bytes: [UInt8], to name: String) -> String {
    let file = "\(path)/\(name)"
    let descriptor: Int32
    if let known = descriptors[name] {
      descriptor = known
    } else {
      try? FileManager.default.createDirectory(
        atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      descriptor = Self.make(file)
      descriptors[name] = descriptor
    }
    guard ftruncate(descriptor, off_t(bytes.count)) == 0,
      pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    else { fatalError("cannot write \(file)") }
    return file
  }

  /// Makes a file; on Linux one in memory, which the path links to, as that is written much faster.
  private static func make(_ path: String) -> Int32 {
    #if os(Linux)
      let descriptor = memoryFile("fuzzed", 0)
      symlink("/proc/self/fd/\(descriptor)", path)
      return descriptor
    #else
      return open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    #endif
  }
}

#if os(Linux)
  /// `memfd_create`, which Swift's importer does not see.
  @_silgen_name("memfd_create")
  private func memoryFile(_ name: UnsafePointer<CChar>, _ flags: UInt32) -> Int32
#endif
