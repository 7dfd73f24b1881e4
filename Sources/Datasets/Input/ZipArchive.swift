import CZip
import Files

/// A ZIP archive, whose entries libzip reads.
final class ZipArchive {
  /// A file in an archive.
  struct Entry {
    let name: String
    let index: UInt64
    /// The bytes of its content, as the archive says.
    let size: Int
  }

  /// What errors call the file.
  let file: String
  /// The files in the archive, in its order.
  let entries: [Entry]
  fileprivate let archive: OpaquePointer

  /// How an archive with something in it begins.
  static let magic: [UInt8] = [0x50, 0x4b, 0x03, 0x04]

  private static let entries = 1000

  /// Opens the archive at a path.
  ///
  /// - Throws: `DatasetError` where it is damaged, or says that the files in it are larger than may
  ///   be or can be; nothing is decompressed for that.
  init(path: String) throws {
    var code: Int32 = 0
    guard let archive = zip_open(path, ZIP_RDONLY, &code) else {
      var error = zip_error()
      zip_error_init_with_code(&error, code)
      defer { zip_error_fini(&error) }
      throw DatasetError(file: path, ZipError.damaged(String(cString: zip_error_strerror(&error))))
    }
    do {
      entries = try Self.entries(of: archive, file: path)
    } catch {
      zip_discard(archive)
      throw error
    }
    self.archive = archive
    file = path
  }

  deinit { zip_discard(archive) }

  private static func entries(of archive: OpaquePointer, file: String) throws -> [Entry] {
    let count = zip_get_num_entries(archive, 0)
    guard count <= entries else {
      throw DatasetError(file: file, ZipError.tooManyEntries(Int(count), limit: entries))
    }
    // What lies in the file twice, and sizes that are not true, would take any memory.
    let size = try RawInput(path: file).size
    var rest = Deflate.contentBytes(ofCompressed: size)
    return try (0..<UInt64(max(0, count))).compactMap { index in
      var status = zip_stat_t()
      guard zip_stat_index(archive, index, 0, &status) == 0, let name = status.name else {
        throw DatasetError(
          file: file, ZipError.damaged(String(cString: zip_strerror(archive))))
      }
      let text = String(cString: name)
      guard status.size <= UInt64(DatasetLimits.contentBytes) else {
        throw DatasetError(file: "\(file)/\(text)", .tooLarge)
      }
      guard [UInt16(ZIP_CM_STORE), UInt16(ZIP_CM_DEFLATE)].contains(status.comp_method) else {
        throw DatasetError(
          file: "\(file)/\(text)", ZipError.compression(method: Int(status.comp_method)))
      }
      guard Int(status.size) <= rest else {
        throw DatasetError(file: file, ZipError.tooShort(byteCount: size))
      }
      rest -= Int(status.size)
      return Entry(name: text, index: index, size: Int(status.size))
    }
  }
}

/// The content of a file in an archive.
final class ZipEntrySource: ByteSource {
  let file: String
  let contentBound: Int
  private let archive: ZipArchive
  private let entry: OpaquePointer

  init(_ archive: ZipArchive, _ entry: ZipArchive.Entry) throws {
    self.archive = archive
    file = "\(archive.file)/\(entry.name)"
    contentBound = entry.size
    guard let opened = zip_fopen_index(archive.archive, entry.index, 0) else {
      throw DatasetError(
        file: file, ZipError.damaged(String(cString: zip_strerror(archive.archive))))
    }
    self.entry = opened
  }

  deinit { zip_fclose(entry) }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    guard let base = target.baseAddress else { return 0 }
    // Safe: libzip writes at most as many bytes as the target has room for.
    let count = zip_fread(entry, base, UInt64(target.count))
    guard count >= 0 else {
      throw DatasetError(file: file, ZipError.damaged(String(cString: zip_file_strerror(entry))))
    }
    return Int(count)
  }
}
