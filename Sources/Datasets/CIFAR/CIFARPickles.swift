/// The Python version of CIFAR: pickled dicts of an array of pixels and a list of labels.
///
/// The keys are those of the original files, as Python 2 strings, bytes or text.
enum CIFARPickles {
  /// The pickled dicts in a folder.
  static func files(_ listing: FolderListing) -> [String] {
    listing.files.filter {
      isDict(listing.firstBytes(of: $0, count: 16))
        || CIFARBatch.isStandard($0) && isPickle(listing.firstBytes(of: $0, count: 2))
    }
  }

  /// Whether a folder has pickled dicts, one of which has the name or the keys of CIFAR's.
  static func areIn(_ listing: FolderListing) -> Bool {
    files(listing).contains { file in
      CIFARBatch.isStandard(file) || holdsImages(listing.path(of: file))
    }
  }

  private static func holdsImages(_ path: String) -> Bool {
    guard let pickle = try? Pickle(path: path) else { return false }
    return pickle.entry("data") != nil
      && CIFARKind.allCases.contains { pickle.entry($0.labelKey) != nil }
  }

  private static func isPickle(_ bytes: [UInt8]) -> Bool {
    bytes.count == 2 && bytes[0] == PickleOpcode.proto.rawValue
      && bytes[1] <= PickleLimits.protocolVersion
  }

  /// Whether a pickle's first value is a dict.
  private static func isDict(_ bytes: [UInt8]) -> Bool {
    var bytes = bytes[...]
    if bytes.starts(with: [UInt8(ascii: "("), UInt8(ascii: "d")]) { return true }
    guard isPickle(Array(bytes.prefix(2))) else { return false }
    bytes = bytes.dropFirst(2)
    if bytes.first == PickleOpcode.frame.rawValue { bytes = bytes.dropFirst(9) }
    return bytes.first == PickleOpcode.emptyDict.rawValue
  }

  /// Reads the files of a folder.
  static func contents(name: String, listing: FolderListing) throws -> DatasetContents {
    var batches: [CIFARBatch] = []
    var kindAndFile: (kind: CIFARKind, file: String)?
    var names: (file: String, names: [CIFARKind: [String]]) = (listing.path, [:])
    var byteCount = 0
    for file in files(listing) {
      let pickle = try Pickle(path: listing.path(of: file))
      if pickle.entry("data") == nil {
        for kind in CIFARKind.allCases {
          guard let entry = pickle.entry(kind.nameKey) else { continue }
          names.file = pickle.file
          names.names[kind] = try pickle.classNames(entry, kind)
        }
        guard CIFARBatch.isStandard(file) else { continue }
      }
      let (kind, images) = try pickle.images(takenBytes: byteCount)
      byteCount += images.count * (CIFARKind.exampleSize + MemoryLayout<Int32>.size)
      if let (other, otherFile) = kindAndFile, other != kind {
        throw DatasetError(
          file: pickle.file,
          .structure(
            expected: "images of \(other.name) as in \(otherFile)", found: "those of \(kind.name)"))
      }
      kindAndFile = (kind, pickle.file)
      batches.append(CIFARBatch(file: pickle.file, images: images))
    }
    guard let (kind, _) = kindAndFile else {
      throw DatasetError(
        file: listing.path, .structure(expected: "a pickle of images", found: "none"))
    }
    return try DatasetContents(
      name: name, form: "\(kind.name) pickles", batches,
      classes: names.names[kind] ?? (0..<kind.classes).map(String.init), folder: listing.path)
  }

  /// One of the pickled dicts.
  private struct Pickle {
    let file: String
    private let value: PickleValue
    private let heap: PickleHeap

    init(path: String) throws {
      let content = try ContentReader(RawInput(path: path))
      file = content.file
      (value, heap) = try Unpickler.read(content, opcodes: PickleLimits.batchOpcodes)
      guard case .dict = heap[value] else {
        throw fail("the pickle", .structure(expected: "a dict", found: heap.summary(value)))
      }
    }

    func entry(_ key: String) -> PickleValue? { heap.entry(key, of: value) }

    private func fail(_ part: String, _ problem: DatasetError.Problem) -> DatasetError {
      DatasetError(file: file, place: .part(part), problem)
    }

    func images(takenBytes: Int) throws -> (CIFARKind, LabeledExamples) {
      guard let data = entry("data") else {
        throw fail("the pickle", .structure(expected: "an entry 'data'", found: "none"))
      }
      let size = CIFARKind.exampleSize
      let kinds = CIFARKind.allCases.compactMap { kind in entry(kind.labelKey).map { (kind, $0) } }
      guard let (kind, labels) = kinds.last else {
        throw fail(
          "the pickle", .structure(expected: "an entry 'labels' or 'fine_labels'", found: "none"))
      }
      guard case .array(let array) = heap[data], array.shape.count == 2, array.shape[1] == size,
        array.type.kind == .unsigned, array.type.size == 1
      else {
        throw fail(
          "'data'",
          .structure(
            expected: "an array of uint8 of shape (n, \(size))", found: heap.summary(data)))
      }
      guard array.shape[0] > 0 else { throw fail("'data'", .emptySplit) }
      guard
        DatasetLimits.allow(arrayBytes: [
          takenBytes, array.pixelBytes, array.shape[0] * MemoryLayout<Int32>.size,
        ])
      else { throw fail("'data'", .arraysTooLarge) }
      let numbers = try integers(labels, count: array.shape[0], part: "'\(kind.labelKey)'")
      if let row = numbers.firstIndex(where: { $0 < 0 || $0 >= kind.classes }) {
        throw DatasetError(
          file: file, place: .row(row, of: "'\(kind.labelKey)'", byte: nil),
          .label("\(numbers[row])", classes: kind.classes))
      }
      guard let values = array.pixels() else {
        throw fail("'data'", .structure(expected: "an array of uint8", found: array.summary))
      }
      return (kind, LabeledExamples(values: values, labels: numbers.map { Int32($0) }))
    }

    /// The labels, a list or an array of integers.
    private func integers(
      _ value: PickleValue, count: Int, part: String
    ) throws -> [Int128] {
      var integers: [Int128]?
      if case .array(let array) = heap[value], array.shape.count == 1 {
        integers = array.integers()
      } else if let items = heap.items(value) {
        let numbers = items.compactMap { item -> Int128? in
          if case .integer(let integer) = item { Int128(integer) } else { nil }
        }
        integers = numbers.count == items.count ? numbers : nil
      }
      guard let integers, integers.count == count else {
        throw fail(
          part,
          .structure(
            expected: "\(count) integers, one for each image", found: heap.summary(value)))
      }
      return integers
    }

    func classNames(_ value: PickleValue, _ kind: CIFARKind) throws -> [String] {
      let names = (heap.items(value) ?? []).compactMap { heap.string($0)?.name }
      guard names.count == kind.classes else {
        throw DatasetError(
          file: file, place: .part("'\(kind.nameKey)'"),
          CIFARError.classNames(expected: kind.classes, found: names.count))
      }
      return names
    }
  }
}
