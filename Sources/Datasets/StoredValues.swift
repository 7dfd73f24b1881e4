/// Values of examples that stay in a file, or in files, until they are needed.
///
/// A data set of this kind may be larger than memory.
public struct StoredValues: Sendable, Equatable {
  /// How a value is read.
  public let element: ExampleValues.Element
  /// The number of values of an example.
  public let size: Int
  /// The examples, each with where it is stored and its number there.
  package let examples: [Example]

  /// An example in a storage.
  package struct Example: Sendable, Equatable {
    let storage: any ExampleStorage
    let number: Int

    package static func == (left: Example, right: Example) -> Bool {
      left.storage === right.storage && left.number == right.number
    }
  }

  /// All examples of a storage.
  package init(_ storage: some ExampleStorage, element: ExampleValues.Element, size: Int) {
    self.init(
      (0..<storage.count).map { Example(storage: storage, number: $0) }, element: element,
      size: size)
  }

  private init(_ examples: [Example], element: ExampleValues.Element, size: Int) {
    self.examples = examples
    self.element = element
    self.size = size
  }

  /// The examples of several sets of the same kind, one set after the other.
  init(joining parts: [StoredValues]) {
    self.init(
      parts.flatMap(\.examples), element: parts.first?.element ?? .float,
      size: parts.first?.size ?? 0)
  }

  /// Some of the examples alone, counted among those of this value.
  func selecting(_ chosen: [Int]) -> StoredValues {
    StoredValues(chosen.map { examples[$0] }, element: element, size: size)
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
      try examples[example].storage.read(examples[example].number, into: part)
      offset += byteCount
    }
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
