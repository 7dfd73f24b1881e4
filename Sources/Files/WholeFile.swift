import Foundation

/// Writing of files that are whole at any time.
///
/// The bytes go to a file beside it, are brought safely to the disk, and are then given the name:
/// whatever happens, the name stands for the whole old file or for the whole new one. A link is
/// followed, and the file keeps its mode. What is no file but a device or a pipe cannot be
/// replaced, and the bytes are written into it.
package struct WholeFile {
  /// What there is at a path.
  package enum Kind: Sendable {
    case nothing, regular, device, pipe
  }

  /// The path that the user gave.
  private let name: String
  /// Where links lead to.
  private let path: String
  private let status: stat?
  /// What there is at the path.
  package let kind: Kind

  /// - Throws: for a folder, and whatever else cannot be written to.
  package init(path name: String) throws(FileError) {
    self.name = name
    var status = stat()
    if stat(name, &status) == 0 {
      self.status = status
      kind = try Self.kind(status, name)
      path = kind == .regular ? try Self.followingLinks(name) : name
      // Renaming asks for permission to write the folder alone.
      guard access(name, W_OK) == 0 else { throw FileError(.create, path: name) }
    } else {
      guard errno == ENOENT, !name.isEmpty else { throw FileError(.create, path: name) }
      guard !name.hasSuffix("/") else { throw FileError(.create, path: name, code: EISDIR) }
      self.status = nil
      kind = .nothing
      path = try Self.followingLinks(name)
    }
  }

  private static func kind(_ status: stat, _ name: String) throws(FileError) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .regular
    case S_IFCHR: return .device
    case S_IFIFO: return .pipe
    case S_IFDIR: throw FileError(.create, path: name, code: EISDIR)
    case S_IFBLK: throw FileError(.create, path: name, reason: "It is a disk")
    default: throw FileError(.create, path: name, reason: "It is not a file")
    }
  }

  /// Checks that the file can be written, leaves what is there as it is, and removes what killed
  /// processes have left beside it a day ago or longer.
  package func check() throws(FileError) {
    switch kind {
    case .nothing, .regular:
      let temporary = temporaryPath
      _ = try File(creating: temporary, name: name, mode: 0o600)
      unlink(temporary)
      removeAbandoned()
    case .device:
      _ = try File(writing: name)
    case .pipe:
      // Opening it would wait for a reader.
      break
    }
  }

  /// Writes the file; one that is there is replaced.
  package func write(_ chunks: [[UInt8]]) throws(FileError) {
    if kind == .nothing || (kind == .regular && StandardStreams.descriptor(ofFileAt: name) == nil) {
      try replace(chunks)
    } else {
      let file = try File(writing: name)
      for chunk in chunks { try file.write(chunk) }
    }
  }

  /// Writes the file unless it has these bytes already; it then keeps the time of its last change.
  package func update(_ bytes: [UInt8]) throws(FileError) {
    if kind == .regular, let status, Int(status.st_size) == bytes.count,
      let old = FileManager.default.contents(atPath: path), old.elementsEqual(bytes)
    {
      return
    }
    try write([bytes])
  }

  /// Writes the file where there is none.
  ///
  /// - Returns: `false` where something is there by now, which stays as it is.
  package func writeNew(_ chunks: [[UInt8]]) throws(FileError) -> Bool {
    guard kind == .nothing else { return false }
    return try withTemporary(chunks) { temporary throws(FileError) in
      // Unlike a renaming, a link does not replace anything.
      if link(temporary, path) == 0 {
        unlink(temporary)
        return true
      }
      if errno == EEXIST { return false }
      guard [EPERM, ENOTSUP, EOPNOTSUPP, ENOSYS, EMLINK].contains(errno) else {
        throw FileError(.create, path: name)
      }
      // A file system without links: the name is taken by an empty file, which is then replaced.
      do throws(FileError) {
        _ = try File(creating: path, name: name, mode: 0o666)
      } catch {
        if error.code == EEXIST { return false }
        throw error
      }
      guard rename(temporary, path) == 0 else { throw FileError(.create, path: name) }
      return true
    }
  }

  private func replace(_ chunks: [[UInt8]]) throws(FileError) {
    try withTemporary(chunks) { temporary throws(FileError) in
      guard rename(temporary, path) == 0 else { throw FileError(.create, path: name) }
    }
  }

  /// Writes a file beside this one and hands its path on; it is gone afterwards.
  private func withTemporary<Result>(
    _ chunks: [[UInt8]], _ body: (String) throws(FileError) -> Result
  ) throws(FileError) -> Result {
    let temporary = temporaryPath
    defer { unlink(temporary) }
    // Private until it has the owner and the mode of the file that it replaces.
    let file = try File(creating: temporary, name: name, mode: status == nil ? 0o666 : 0o600)
    for chunk in chunks { try file.write(chunk) }
    if let status { try file.setOwnerAndMode(of: status) }
    try file.synchronize()
    let result = try body(temporary)
    // The name is to outlive a loss of power as well. Not every file system can promise that, and
    // by now the file is whole under its name.
    try? File(folder: directory).synchronize()
    return result
  }

  private var directory: String { Self.directory(of: path) }

  /// The folder that the file of a path lies in.
  package static func directory(of path: String) -> String {
    // Not `URL`, which takes a `~` for the home directory: only shells do.
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func name(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
  }

  // Names of files may have 255 bytes, of which an identifier takes 36, and a scalar at most 4.
  private static let longestPrefix = 40

  /// What the names of files begin with that are written beside this one.
  private var temporaryPrefix: String {
    ".\(String(Self.name(of: path).unicodeScalars.prefix(Self.longestPrefix)))."
  }

  /// A path beside the file that nobody else uses.
  private var temporaryPath: String { "\(directory)/\(temporaryPrefix)\(UUID().uuidString)" }

  private static let dayInSeconds = 86_400

  /// Removes files that were to become this one and have not been written to for a day.
  private func removeAbandoned() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let now = time(nil)
    for name in names where name.hasPrefix(temporaryPrefix) {
      let path = "\(directory)/\(name)"
      var status = stat()
      guard UUID(uuidString: String(name.dropFirst(temporaryPrefix.count))) != nil,
        lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        now - status.lastWrite > Self.dayInSeconds
      else { continue }
      unlink(path)
    }
  }

  // As many as Linux follows.
  private static let mostLinks = 40

  /// The path that links lead to, whether there is anything or not.
  static func followingLinks(_ name: String) throws(FileError) -> String {
    var path = name
    for _ in 0...mostLinks {
      guard let target = try target(ofLinkAt: path, name: name) else { return path }
      path = target.hasPrefix("/") ? target : "\(directory(of: path))/\(target)"
    }
    throw FileError(.create, path: name, code: ELOOP)
  }

  /// Where a link leads to, or `nil` where there is none at the path.
  private static func target(ofLinkAt path: String, name: String) throws(FileError) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    // Safe: the system writes no more than it is told that the array holds.
    let count = readlink(path, &bytes, bytes.count)
    if count >= 0 {
      return String(decoding: bytes.prefix(count).lazy.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
    // What is no link is not valid for this call.
    if errno == EINVAL || errno == ENOENT { return nil }
    throw FileError(.create, path: name)
  }
}

extension stat {
  /// When the file was last written to, in seconds since 1970.
  fileprivate var lastWrite: Int {
    #if os(Linux)
      st_mtim.tv_sec
    #else
      st_mtimespec.tv_sec
    #endif
  }
}
