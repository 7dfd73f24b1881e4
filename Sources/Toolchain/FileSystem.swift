import CSystem
import Foundation

/// The file operations that the cache rests on, with errors that name the file and the reason.
///
/// They are the system's own calls where `FileManager` promises less: that a directory has its
/// permissions from its first moment, that a file is new, that a rename replaces at once.
enum FileSystem {
  /// Makes a directory that only its owner may enter, and those above it that are missing; one
  /// that exists is left as it is.
  static func makeDirectory(_ path: String) throws {
    guard mkdir(path, 0o700) != 0 else { return }
    let code = errno
    if code == EEXIST { return }
    // On a disk that cannot be written, some systems say so before they look.
    if code == EROFS, FileStatus(path: path) != nil { return }
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard code == ENOENT, parent != path else {
      throw failure("create the directory", path, code: code)
    }
    try makeDirectory(parent)
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw failure("create the directory", path)
    }
  }

  /// Creates a file that did not exist, with the given text.
  ///
  /// Foundation keeps the system's reason to itself where a write fails, as on a full disk.
  static func create(_ path: String, text: String) throws {
    let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw failure("create", path) }
    let file = Descriptor(number)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      // Safe: the system reads no more than the slice holds, and keeps no pointer to it.
      let count = rest.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { throw failure("write", path) }
      rest = rest.dropFirst(max(0, count))
    }
    // Some file systems write only now.
    guard file.close() else { throw failure("write", path) }
  }

  /// Gives a file a new name, at once replacing a file of that name.
  ///
  /// A directory takes the place of an empty directory only, and a file that of a file.
  ///
  /// - Returns: whether it was done; `false` where the name stands for something that this cannot
  ///   take the place of.
  static func move(_ path: String, to destination: String) throws -> Bool {
    if rename(path, destination) == 0 { return true }
    if [ENOTEMPTY, EEXIST, ENOTDIR, EISDIR].contains(errno) { return false }
    throw failure("write", destination)
  }

  /// The text of a file; bytes that are not UTF-8 are replaced, and a file that is not there reads
  /// as empty.
  static func text(of path: String) -> String {
    String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }

  /// The names in a directory, sorted.
  static func names(in directory: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    } catch {
      throw ToolchainError.fileSystem(
        action: "list", path: directory, reason: reason(error))
    }
  }

  /// Whether the file system of a path refuses to run what lies on it, code of libraries included.
  static func forbidsExecution(_ path: String) -> Bool {
    croton_forbids_execution(path)
  }

  /// Copies a file to where there is none.
  static func copy(_ path: String, to destination: String) throws {
    do {
      try FileManager.default.copyItem(atPath: path, toPath: destination)
    } catch {
      throw ToolchainError.fileSystem(
        action: "write", path: destination, reason: reason(error))
    }
  }

  /// Removes a file, or a directory with all in it, as far as that is possible.
  static func remove(_ path: String) {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The reason in the words of the system, which Foundation keeps below its own.
  private static func reason(_ error: any Error) -> String {
    guard let system = (error as? CocoaError)?.underlying as? POSIXError else {
      return error.localizedDescription
    }
    return SystemError(code: system.code.rawValue).description
  }

  /// The error for the system call that failed last.
  static func failure(
    _ action: String, _ path: String, code: Int32 = errno
  ) -> ToolchainError {
    .fileSystem(action: action, path: path, reason: SystemError(code: code).description)
  }
}
