/// The examples of an array in a `.npy` file, read on demand.
final class NumPyStorage: ExampleStorage {
  private let path: String
  private let records: RecordStorage
  private let examples: NumPyExamples

  init(path: String, _ examples: NumPyExamples) throws {
    self.path = path
    self.examples = examples
    records = try RecordStorage(
      path: path, offset: examples.header.dataOffset, count: examples.count,
      size: examples.recordSize)
  }

  var count: Int { examples.count }

  func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws {
    if examples.isVerbatim {
      try records.read(example, into: target)
    } else {
      let record = UnsafeMutableRawBufferPointer.allocate(
        byteCount: examples.recordSize, alignment: 16)
      defer { record.deallocate() }
      try records.read(example, into: record)
      // Safe: the target has room for an example, and neither is empty.
      if let source = record.baseAddress, let values = target.baseAddress {
        examples.decode(UnsafeRawPointer(source), examples: 1, into: values)
      }
    }
    guard examples.element == .float else { return }
    let values = UnsafeBufferPointer(target.assumingMemoryBound(to: Float.self))
    if let column = FiniteCheck.firstNonFinite(values) {
      throw NumPyArrayFile.notFinite(values[column], file: path, row: example, column: column)
    }
  }
}
