import CZip
import Files
import Foundation

/// An `.npz` file of arrays by name, as `numpy.savez` writes it and `numpy.load` reads it.
package struct NumPyArchive {
  /// An array of single precision.
  package struct Array: Sendable, Equatable {
    package let name: String
    package let shape: [Int]
    /// The elements in row-major order.
    package let numbers: RoundedNumbers

    package var scalars: [Float] { numbers.scalars }

    package init(name: String, shape: [Int], numbers: RoundedNumbers) {
      self.name = name
      self.shape = shape
      self.numbers = numbers
    }

    package init(name: String, shape: [Int], scalars: [Float]) {
      self.init(name: name, shape: shape, numbers: RoundedNumbers(scalars))
    }
  }

  private static let suffix = ".npy"

  /// The arrays, in the order of the file.
  package let arrays: [Array]

  /// An archive of the given arrays.
  package init(_ arrays: [Array]) { self.arrays = arrays }

  /// Whether a file is a ZIP archive.
  package static func isAt(_ path: String) -> Bool {
    ContentReader.firstBytes(path: path, count: ZipArchive.magic.count) == ZipArchive.magic
  }

  // MARK: Reading

  /// Reads the arrays of a file. Double precision is rounded to single; other element types are
  /// refused.
  ///
  /// - Throws: `DatasetError` where the file is damaged, or has other elements or an array twice.
  package init(path: String) throws {
    let archive = try ZipArchive(path: path)
    var names: Set<String> = []
    arrays = try archive.entries.filter { $0.name.hasSuffix(Self.suffix) }.map { entry in
      // Of two arrays of a name, NumPy reads the last one.
      guard names.insert(entry.name).inserted else {
        throw DatasetError(file: path, NumPyError.duplicateArray(entry.name))
      }
      let content = ContentReader(try ZipEntrySource(archive, entry))
      let file = try NumPyArrayFile(content, size: entry.size)
      let type = file.header.type
      guard type.kind == .float, type.size >= 4 else {
        throw file.fail(expected: "float32 or float64")
      }
      return Array(
        name: String(entry.name.dropLast(Self.suffix.count)), shape: file.header.shape,
        numbers: try Self.numbers(content, file.header))
    }
  }

  private static func numbers(
    _ content: ContentReader, _ header: NumPyHeader
  ) throws -> RoundedNumbers {
    if header.type.size == 4 {
      return RoundedNumbers(
        try elements(content, header) { (bits: UInt32) in Float(bitPattern: bits) })
    }
    return RoundedNumbers(
      rounding: try elements(content, header) { (bits: UInt64) in Double(bitPattern: bits) })
  }

  /// The elements in row-major order, each from its bits.
  private static func elements<Bits: FixedWidthInteger & BitwiseCopyable, Element>(
    _ content: ContentReader, _ header: NumPyHeader, from bits: (Bits) -> Element
  ) throws -> [Element] {
    try content.checkMemory(for: 2 * header.byteCount)
    let bytes = try content.bytes(header.byteCount, purpose: "the elements")
    try content.expectEnd()
    let elements = bytes.withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: MemoryLayout<Bits>.size).map { offset in
        // Safe: the offsets are those of whole elements.
        let element = bytes.loadUnaligned(fromByteOffset: offset, as: Bits.self)
        return bits(header.type.isSwapped ? element.byteSwapped : element)
      }
    }
    return header.isColumnMajor ? rowMajor(elements, shape: header.shape) : elements
  }

  /// Elements of which the first axis varies fastest, in the order in which the last one does.
  private static func rowMajor<Element>(_ scalars: [Element], shape: [Int]) -> [Element] {
    var strides: [Int] = []
    for axis in shape.indices { strides.append(shape[..<axis].reduce(1, *)) }
    return scalars.indices.map { index in
      var (rest, position) = (index, 0)
      for axis in shape.indices.reversed() {
        position += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      return scalars[position]
    }
  }

  // MARK: Writing

  /// Writes the arrays to a file, whole or not at all; one that is there is replaced. Equal arrays
  /// give equal bytes.
  package func write(to path: String) throws(FileError) {
    let file = try WholeFile(path: path)
    try file.write([try bytes(path)])
  }

  /// The bytes of the file.
  private func bytes(_ path: String) throws(FileError) -> [UInt8] {
    var error = zip_error()
    defer { zip_error_fini(&error) }
    func failure() -> FileError {
      FileError(.write, path: path, reason: String(cString: zip_error_strerror(&error)))
    }
    guard let buffer = zip_source_buffer_create(nil, 0, 0, &error) else { throw failure() }
    defer { zip_source_free(buffer) }
    // The archive takes one reference, and the bytes are read through the other.
    zip_source_keep(buffer)
    guard let archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error) else {
      zip_source_free(buffer)
      throw failure()
    }
    for array in arrays {
      guard Self.add(array, to: archive) else {
        let reason = String(cString: zip_strerror(archive))
        zip_discard(archive)
        throw FileError(.write, path: path, reason: reason)
      }
    }
    guard zip_close(archive) == 0 else {
      let reason = String(cString: zip_strerror(archive))
      zip_discard(archive)
      throw FileError(.write, path: path, reason: reason)
    }
    var status = zip_stat_t()
    guard zip_source_stat(buffer, &status) == 0, zip_source_open(buffer) == 0 else {
      throw FileError(.write, path: path, reason: "libzip gives no bytes")
    }
    defer { zip_source_close(buffer) }
    var bytes = [UInt8](repeating: 0, count: Int(status.size))
    // Safe: libzip writes at most as many bytes as it is told.
    let count = zip_source_read(buffer, &bytes, status.size)
    guard count == bytes.count else {
      throw FileError(.write, path: path, reason: "libzip gives no bytes")
    }
    return bytes
  }

  /// Adds an array without compression and without the time.
  private static func add(_ array: Array, to archive: OpaquePointer) -> Bool {
    let bytes = header(of: array) + array.scalars.withUnsafeBytes { [UInt8]($0) }
    // libzip frees the copy when the archive has been written.
    guard let copy = malloc(max(1, bytes.count)) else { return false }
    bytes.withUnsafeBytes { UnsafeMutableRawPointer(copy).copyMemory(from: $0) }
    guard let source = zip_source_buffer(archive, copy, UInt64(bytes.count), 1) else {
      free(copy)
      return false
    }
    let index = zip_file_add(archive, array.name + suffix, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
    guard index >= 0 else {
      zip_source_free(source)
      return false
    }
    // The earliest time that a ZIP archive has: 1 January 1980.
    return zip_set_file_compression(archive, UInt64(index), ZIP_CM_STORE, 0) == 0
      && zip_file_set_mtime(archive, UInt64(index), 315_532_800, 0) == 0
  }

  /// The header of a `.npy` file, version 1.0, whose elements begin at a multiple of 64.
  private static func header(of array: Array) -> [UInt8] {
    let axes = array.shape.map { "\($0)," }.joined(separator: " ")
    let dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(axes)), }"
    let length = 10 + dictionary.utf8.count + 1
    let padding = (64 - length % 64) % 64
    let text = [UInt8](dictionary.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: padding)
    let size = text.count + 1
    return NumPyHeader.magic + [1, 0, UInt8(size & 255), UInt8(size >> 8)] + text
      + [UInt8(ascii: "\n")]
  }
}

extension UnsafeMutableRawPointer {
  fileprivate func copyMemory(from buffer: UnsafeRawBufferPointer) {
    guard let source = buffer.baseAddress else { return }
    // Safe: the caller has allocated as many bytes.
    copyMemory(from: source, byteCount: buffer.count)
  }
}
