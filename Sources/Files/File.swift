import Foundation

/// A file that is open for writing, with errors that name the file and give the system's reason.
///
/// It is closed with its last reference.
package final class File {
  private let name: String
  private let descriptor: Int32
  /// Whether there was nothing at the path until this file was opened.
  package let isNew: Bool

  /// A folder, to be brought to the disk.
  convenience init(folder path: String) throws(FileError) {
    try self.init(Self.open(path, O_RDONLY | O_DIRECTORY), .open, name: path)
  }

  /// A file to write, with what it has so far; it is made where there is none.
  ///
  /// What is the standard output or the standard error already goes where their next bytes go,
  /// behind what they have.
  package convenience init(writing path: String) throws(FileError) {
    if let stream = StandardStreams.descriptor(ofFileAt: path) {
      try self.init(fcntl(stream, F_DUPFD_CLOEXEC, 0), .open, name: path)
      return
    }
    let new = Self.open(path, O_WRONLY | O_CREAT | O_EXCL)
    if new >= 0 {
      try self.init(new, .create, name: path, isNew: true)
    } else {
      // Without O_NOCTTY, a terminal could become that of the process, with its Ctrl-C. Without
      // O_NONBLOCK, a pipe that nobody reads would be waited for without end.
      let descriptor = Self.open(path, O_WRONLY | O_CREAT | O_NOCTTY | O_NONBLOCK)
      if descriptor < 0, errno == ENXIO, Self.isPipe(path) {
        throw FileError(.open, path: path, reason: "Nobody reads from the pipe")
      }
      try self.init(descriptor, .create, name: path)
      let flags = fcntl(descriptor, F_GETFL)
      guard flags >= 0, fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0 else {
        throw FileError(.open, path: path)
      }
    }
  }

  /// A file to write that must not be there yet, and that errors know by another name.
  package convenience init(creating path: String, name: String, mode: mode_t) throws(FileError) {
    let descriptor = Self.open(path, O_WRONLY | O_CREAT | O_EXCL, mode)
    try self.init(descriptor, .create, name: name, isNew: true)
  }

  /// A file that only one process at a time has open in this way: the lock ends with its last
  /// reference or with the process, however that ends. The file is made where there is none. On a
  /// file system without locks, any number of processes have it.
  ///
  /// - Returns: `nil` while another has the lock.
  package static func locked(_ path: String) throws(FileError) -> File? {
    let file = try File(open(path, O_RDWR | O_CREAT | O_NOCTTY | O_NONBLOCK), .open, name: path)
    guard retryingInterrupted({ flock(file.descriptor, LOCK_EX | LOCK_NB) }) != 0 else {
      return file
    }
    switch errno {
    case EWOULDBLOCK: return nil
    // Some network file systems have no locks.
    case ENOSYS, ENOLCK, EOPNOTSUPP: return file
    default: throw FileError(.open, path: path)
    }
  }

  private init(
    _ descriptor: Int32, _ operation: FileError.Operation, name: String, isNew: Bool = false
  ) throws(FileError) {
    self.descriptor = descriptor
    self.name = name
    self.isNew = isNew
    guard descriptor >= 0 else { throw FileError(operation, path: name) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private static func isPipe(_ path: String) -> Bool {
    let code = errno
    defer { errno = code }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  private static func open(_ path: String, _ flags: Int32, _ mode: mode_t = 0o666) -> Int32 {
    retryingInterrupted { Foundation.open(path, flags | O_CLOEXEC, mode) }
  }

  /// The size in bytes, or nil where this is no regular file but a folder, a pipe or a device.
  package func regularSize() throws(FileError) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(.read, path: name) }
    return status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
  }

  /// Writes all of the bytes.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    try Self.write(bytes, to: descriptor, name: name)
  }

  /// Writes all of the bytes to a file that somebody else has opened.
  static func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws(FileError) {
    var position = 0
    while position < bytes.count {
      // Safe: the region handed to the system is the part of `bytes` from `position` to its end.
      let written = bytes.withUnsafeBytes { buffer in
        retryingInterrupted {
          Foundation.write(
            descriptor, UnsafeRawBufferPointer(rebasing: buffer[position...]).baseAddress,
            bytes.count - position)
        }
      }
      guard written >= 0 else { throw FileError(.write, path: name) }
      position += written
    }
  }

  /// Removes what the file has from a position on, where the next bytes then go, if it is a regular
  /// file that no standard stream writes to.
  package func removeContents(from position: Int = 0) throws(FileError) {
    guard let size = try regularSize(), !StandardStreams.haveFile(of: descriptor) else { return }
    let end = off_t(min(position, size))
    guard retryingInterrupted({ ftruncate(descriptor, end) }) == 0,
      lseek(descriptor, end, SEEK_SET) >= 0
    else { throw FileError(.write, path: name) }
  }

  /// Gives the file the owner, the group and the mode of another, as far as that is allowed.
  func setOwnerAndMode(of status: stat) throws(FileError) {
    var mode = status.st_mode & 0o777
    // Only the superuser can give a file away, and others only to a group of theirs. What a group
    // was allowed, another group is not.
    let ownerIsSet = fchown(descriptor, status.st_uid, status.st_gid) == 0
    let groupIsSet = ownerIsSet || fchown(descriptor, uid_t.max, status.st_gid) == 0
    if !groupIsSet { mode &= 0o707 }
    // After the owner, since a new owner clears bits of the mode.
    guard fchmod(descriptor, mode) == 0 else { throw FileError(.create, path: name) }
  }

  /// Waits until what was written would outlive a loss of power.
  func synchronize() throws(FileError) {
    guard retryingInterrupted({ fsync(descriptor) }) == 0 else {
      throw FileError(.write, path: name)
    }
  }
}

/// Makes a system call, and makes it again for as long as a signal interrupts it.
func retryingInterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}
