import Diagnostics
import Files

/// The data set that a pickled `((x, y), (x, y), (x, y))` holds.
enum PickledDataset {
  private static let classes = 10
  private static let exampleShape = [1, 28, 28]
  private static let pixelsPerImage = 784

  /// Reads the pickle.
  static func contents(
    name: String, from content: ContentReader
  ) throws -> DatasetContents {
    let (value, heap) = try Unpickler.read(content)
    let reader = SplitReader(file: content.file, heap: heap)
    let splits = try reader.items(value, count: 3, of: "the pickle")
    try reader.checkSize(splits)
    return try DatasetContents(
      name: name, form: "pickle of three pairs of arrays", exampleShape: exampleShape,
      target: .classes((0..<classes).map(String.init)),
      training: reader.images(splits[0], split: "training"),
      validation: reader.images(splits[1], split: "validation"),
      test: reader.images(splits[2], split: "test"))
  }

  /// Turns the pairs of arrays of one pickle into images and labels.
  private struct SplitReader {
    let file: String
    let heap: PickleHeap

    func items(_ value: PickleValue, count: Int, of part: String) throws -> [PickleValue] {
      guard let items = heap.items(value), items.count == count else {
        let expected = count == 3 ? "((x, y), (x, y), (x, y))" : "(x, y)"
        throw fail(part, .structure(expected: expected, found: heap.summary(value)))
      }
      return items
    }

    /// Refuses splits that take more memory than a data set may. Several can be made of one string,
    /// so that the size of the file says little.
    func checkSize(_ splits: [PickleValue]) throws {
      var sizes: [Int] = []
      for split in splits {
        guard let pair = heap.items(split), pair.count == 2 else { continue }
        if case .array(let x) = heap[pair[0]] { sizes.append(x.pixelBytes) }
        if case .array(let y) = heap[pair[1]] { sizes.append(y.count * MemoryLayout<Int32>.size) }
      }
      guard DatasetLimits.allow(arrayBytes: sizes) else {
        throw fail("the pickle", .arraysTooLarge)
      }
    }

    func images(_ value: PickleValue, split: String) throws -> LabeledExamples {
      let pair = try items(value, count: 2, of: "the \(split) pair")
      let x = try array(pair[0], axes: 2, of: "the \(split) images")
      let y = try array(pair[1], axes: 1, of: "the \(split) labels")
      guard x.shape[1] == pixelsPerImage else {
        throw fail(
          "the \(split) images",
          .structure(expected: "an array of shape (n, \(pixelsPerImage))", found: x.summary))
      }
      guard y.shape[0] == x.shape[0] else {
        throw fail(
          "the \(split) labels",
          .structure(expected: "\(x.shape[0]) labels, one for each image", found: y.summary))
      }
      return LabeledExamples(
        values: try pixels(x, of: "the \(split) images"),
        labels: try labels(y, of: "the \(split) labels"))
    }

    private func array(_ value: PickleValue, axes: Int, of part: String) throws -> NumPyArray {
      guard case .array(let array) = heap[value], array.shape.count == axes else {
        throw fail(
          part,
          .structure(
            expected: "an array of shape \(axes == 2 ? "(n, \(pixelsPerImage))" : "(n,)")",
            found: heap.summary(value)))
      }
      return array
    }

    private func pixels(_ array: NumPyArray, of part: String) throws -> ExampleValues {
      guard canAllocate(byteCount: array.pixelBytes) else {
        throw fail(part, .noMemory(bytes: array.pixelBytes))
      }
      guard let pixels = array.pixels() else {
        throw fail(
          part,
          .structure(expected: "an array of float32, float64 or uint8", found: array.summary))
      }
      if case .floats(let values) = pixels,
        let wrong = values.withUnsafeBufferPointer(FiniteCheck.firstNonFinite)
      {
        let (row, column) = wrong.quotientAndRemainder(dividingBy: pixelsPerImage)
        throw DatasetError(
          file: file,
          place: .row(row, of: part, byte: array.byteOffset(row: row, column: column)),
          .notFinite("\(values[wrong])", column: column))
      }
      return pixels
    }

    private func labels(_ array: NumPyArray, of part: String) throws -> [Int32] {
      guard let integers = array.integers() else {
        throw fail(part, .structure(expected: "an array of integers", found: array.summary))
      }
      if let row = integers.firstIndex(where: { $0 < 0 || $0 >= classes }) {
        throw DatasetError(
          file: file, place: .row(row, of: part, byte: array.byteOffset(row: row, column: 0)),
          .label("\(integers[row])", classes: classes))
      }
      return integers.map(Int32.init)
    }

    private func fail(_ part: String, _ problem: DatasetError.Problem) -> DatasetError {
      DatasetError(file: file, place: .part(part), problem)
    }
  }
}
