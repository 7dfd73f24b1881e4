/// A stream of bytes.
protocol ByteSource: AnyObject {
  /// What errors call the file.
  var file: String { get }

  /// A count of bytes that the content cannot exceed.
  ///
  /// It bounds what is allocated on the word of a header before the bytes have been seen.
  var contentBound: Int { get }

  /// Stores the next bytes in `target`, which has room for at least one, and returns how many:
  /// at least one, or none at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int
}
