/// Values of examples that stay in files and are read on demand.
///
/// Such a data set may be larger than memory, of which an example takes four bytes.
public struct StoredValues: Sendable, Equatable {
  /// The element type.
  public let element: ExampleValues.Element
  /// The number of values of an example.
  public let size: Int

  /// Where examples are stored, and the number of the first one of each storage; the examples of
  /// all storages are numbered one after another.
  private let storages: [(first: Int, storage: any ExampleStorage)]
  /// The numbers of the examples.
  private let numbers: [UInt32]

  /// All examples of a storage, of which there are less than 2^32.
  package init(_ storage: some ExampleStorage, element: ExampleValues.Element, size: Int) {
    self.init(
      [(0, storage)], (0..<storage.count).map { UInt32($0) }, element: element, size: size)
  }

  private init(
    _ storages: [(first: Int, storage: any ExampleStorage)], _ numbers: [UInt32],
    element: ExampleValues.Element, size: Int
  ) {
    self.storages = storages
    self.numbers = numbers
    self.element = element
    self.size = size
  }

  /// The examples of several sets of the same kind, one set after the other.
  init(joining parts: [StoredValues]) {
    var storages: [(first: Int, storage: any ExampleStorage)] = []
    var end = 0
    var numbers: [UInt32] = []
    for part in parts {
      // Where the part's storages begin among all: sets that were split share theirs.
      let firsts = part.storages.map { own -> Int in
        if let known = storages.first(where: { $0.storage === own.storage }) { return known.first }
        defer { end += own.storage.count }
        storages.append((end, own.storage))
        return end
      }
      numbers += part.numbers.map { number in
        let index = part.index(of: Int(number))
        return UInt32(firsts[index] + Int(number) - part.storages[index].first)
      }
    }
    self.init(
      storages, numbers, element: parts.first?.element ?? .float, size: parts.first?.size ?? 0)
  }

  /// Whether both are the same examples of the same storages.
  public static func == (left: StoredValues, right: StoredValues) -> Bool {
    left.element == right.element && left.size == right.size && left.numbers == right.numbers
      && left.storages.count == right.storages.count
      && zip(left.storages, right.storages).allSatisfy { $0.storage === $1.storage }
  }

  /// How many examples there are.
  var count: Int { numbers.count }

  /// The bytes of memory that an example takes.
  static let exampleSize = MemoryLayout<UInt32>.size

  /// Some of the examples alone, counted among those of this value.
  func selecting(_ chosen: [Int]) -> StoredValues {
    StoredValues(storages, chosen.map { numbers[$0] }, element: element, size: size)
  }

  /// Stores the values of some of the examples one after another.
  ///
  /// - Throws: `DatasetError` where they cannot be read.
  func read(_ chosen: some Sequence<Int>, into target: UnsafeMutableRawBufferPointer) throws {
    let byteCount = size * element.size
    var offset = 0
    for example in chosen {
      // Safe: the slice is checked against the buffer.
      let part = UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + byteCount])
      let number = Int(numbers[example])
      let (first, storage) = storages[index(of: number)]
      try storage.read(number - first, into: part)
      offset += byteCount
    }
  }

  /// The place of the storage that has the example of a number.
  private func index(of number: Int) -> Int {
    guard storages.count > 1 else { return 0 }
    return storages.lastIndex { $0.first <= number } ?? 0
  }
}

/// Where the values of examples are stored: a file of records, a folder of images.
package protocol ExampleStorage: AnyObject, Sendable {
  /// How many examples there are.
  var count: Int { get }

  /// Stores the values of an example, as many bytes as the target has room for. It may be called
  /// from any thread.
  ///
  /// - Throws: `DatasetError` where they cannot be read.
  func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws
}
