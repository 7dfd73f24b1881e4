import Testing

@testable import Datasets

/// Values that are read from where they are stored.
struct StoredValuesTests {
  /// Examples of two bytes: the name of the storage and the number.
  private final class Storage: ExampleStorage {
    let count: Int
    let name: UInt8

    init(_ name: UInt8, count: Int) {
      self.name = name
      self.count = count
    }

    func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws {
      target.copyBytes(from: [name, UInt8(example)])
    }
  }

  private func values(_ storage: Storage) -> StoredValues {
    StoredValues(storage, element: .byte, size: 2)
  }

  private func read(_ values: StoredValues) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: values.count * 2)
    try bytes.withUnsafeMutableBytes { try values.read(0..<values.count, into: $0) }
    return bytes
  }

  @Test func setsOfSeveralStoragesAreJoinedAndSplit() throws {
    let (first, second) = (values(Storage(1, count: 3)), values(Storage(2, count: 2)))
    let joined = StoredValues(joining: [first, second])
    #expect(try read(joined) == [1, 0, 1, 1, 1, 2, 2, 0, 2, 1])
    let chosen = joined.selecting([4, 0, 3])
    #expect(try read(chosen) == [2, 1, 1, 0, 2, 0])
    #expect(try read(chosen.selecting([1])) == [1, 0])
    // A set of other storages between, and parts of the same.
    let third = values(Storage(3, count: 1))
    let again = StoredValues(joining: [chosen, third, joined.selecting([2, 3])])
    #expect(try read(again) == [2, 1, 1, 0, 2, 0, 3, 0, 1, 2, 2, 0])
    #expect(StoredValues(joining: [first]) == first)
    #expect(first != second)
    #expect(joined.selecting([0]) != joined.selecting([1]))
  }
}
