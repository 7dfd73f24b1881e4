import Files

/// Examples that lie one after another in an uncompressed file, each in as many bytes.
///
/// Sendable: nothing changes after it is made, and files are read by position.
final class RecordStorage: ExampleStorage, @unchecked Sendable {
  let count: Int
  private let path: String
  private let file: InputFile
  private let offset: Int
  private let size: Int

  /// Examples of `size` bytes each, from a byte on to the end of the file.
  ///
  /// - Throws: `DatasetError` where the file is shorter or longer.
  init(path: String, offset: Int, count: Int, size: Int) throws {
    self.path = path
    self.offset = offset
    self.count = count
    self.size = size
    do {
      file = try InputFile(path: path)
    } catch {
      throw DatasetError(file: path, RawInput.problem(error))
    }
    let found = file.size - offset
    guard found >= count * size else {
      throw DatasetError(
        file: path, place: .byte(offset),
        .endsEarly(expected: count * size, purpose: "the examples", found: max(0, found)))
    }
    guard found == count * size else {
      throw DatasetError(file: path, place: .byte(offset + count * size), .trailingBytes)
    }
  }

  func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws {
    let place = offset + example * size
    let count: Int
    do {
      count = try file.read(into: target, at: place)
    } catch {
      throw DatasetError(file: path, RawInput.problem(error))
    }
    guard count == target.count else {
      throw DatasetError(
        file: path, place: .byte(place),
        .endsEarly(expected: target.count, purpose: "an example", found: count))
    }
  }
}
