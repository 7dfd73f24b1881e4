import Foundation

/// The binary version of CIFAR: records of the labels and the pixels of an image, without a header.
enum CIFARBinary {
  /// The data set in a folder, recognised by the size of the files and the first labels.
  static func kind(of listing: FolderListing) -> CIFARKind? {
    let whole = CIFARKind.allCases.first { kind in
      listing.files.contains { fits($0, kind, listing) && isWhole($0, kind, listing) }
    }
    // A truncated file still has labels.
    return whole
      ?? CIFARKind.allCases.first { kind in
        listing.files.contains { CIFARBatch.isStandard($0) && fits($0, kind, listing) }
      }
  }

  private static let recordsLookedAt = 16

  /// Whether a file begins with valid labels.
  private static func fits(_ file: String, _ kind: CIFARKind, _ listing: FolderListing) -> Bool {
    let bytes = listing.firstBytes(of: file, count: recordsLookedAt * kind.recordSize)
    guard bytes.count >= kind.recordSize else { return false }
    return stride(from: 0, through: bytes.count - kind.labels.count, by: kind.recordSize)
      .allSatisfy { record in
        kind.labels.enumerated().allSatisfy { Int(bytes[record + $0]) < $1.classes }
      }
  }

  /// Whether a file that is not gzipped has whole records; of others the size is not known.
  private static func isWhole(_ file: String, _ kind: CIFARKind, _ listing: FolderListing) -> Bool {
    guard let input = try? RawInput(path: listing.path(of: file)) else { return false }
    return input.isGzipped || input.size % kind.recordSize == 0
  }

  /// Reads the files of a folder.
  static func contents(
    name: String, kind: CIFARKind, listing: FolderListing
  ) throws -> DatasetContents {
    var byteCount = 0
    var batches: [CIFARBatch] = []
    for file in files(kind, listing) {
      let content = try ContentReader(RawInput(path: listing.path(of: file)))
      batches.append(
        CIFARBatch(
          file: content.file,
          images: try images(
            content, kind, atMost: (DatasetLimits.arrayBytes - byteCount) / memorySize)))
      byteCount += (batches.last?.images.count ?? 0) * memorySize
    }
    return try DatasetContents(
      name: name, form: "\(kind.name) binary files", batches,
      classes: try classNames(kind, listing), folder: listing.path)
  }

  /// The file of the classes' names.
  static func nameFile(_ kind: CIFARKind, _ listing: FolderListing) -> String? {
    listing.files.first { $0.withoutGzipEnding == kind.nameFile }
  }

  /// The files of images.
  static func files(_ kind: CIFARKind, _ listing: FolderListing) -> [String] {
    listing.files.filter { file in
      CIFARBatch.isStandard(file)
        || (fits(file, kind, listing) && isWhole(file, kind, listing))
    }
  }

  /// The bytes of an image and its label in memory.
  private static let memorySize = CIFARKind.exampleSize + MemoryLayout<Int32>.size

  private static func images(
    _ content: ContentReader, _ kind: CIFARKind, atMost most: Int
  ) throws -> LabeledExamples {
    var pixels: [UInt8] = []
    var labels: [Int32] = []
    while let first = try content.nextByte() {
      let image = labels.count
      guard image < most else { throw content.fail(.arraysTooLarge, at: content.offset - 1) }
      var label = first
      for (position, (name, classes)) in kind.labels.enumerated() {
        if position > 0 { label = try content.byte(of: "the \(name) of image \(image)") }
        guard label < classes else {
          throw DatasetError(
            file: content.file,
            place: .row(image, of: "the \(name)", byte: content.offset - 1),
            .label("\(label)", classes: classes))
        }
      }
      labels.append(Int32(label))
      if pixels.count + CIFARKind.exampleSize > pixels.capacity {
        let capacity = 2 * pixels.count + CIFARKind.exampleSize
        try content.checkMemory(for: capacity)
        pixels.reserveCapacity(capacity)
      }
      pixels += try content.bytes(CIFARKind.exampleSize, purpose: "the pixels of image \(image)")
    }
    guard !labels.isEmpty else {
      throw DatasetError(file: content.file, .emptySplit)
    }
    return LabeledExamples(values: .bytes(pixels), labels: labels)
  }

  /// The lines of the file of names, or numbers where there is none.
  private static func classNames(
    _ kind: CIFARKind, _ listing: FolderListing
  ) throws -> [String] {
    guard let file = nameFile(kind, listing) else {
      return (0..<kind.classes).map(String.init)
    }
    let content = try ContentReader(RawInput(path: listing.path(of: file)))
    var names: [String] = []
    while let line = try content.nextLine() {
      let name = line.trimmingCharacters(in: .whitespaces)
      if !name.isEmpty, names.count <= kind.classes { names.append(name) }
    }
    guard names.count == kind.classes else {
      throw DatasetError(
        file: content.file, CIFARError.classNames(expected: kind.classes, found: names.count))
    }
    return names
  }
}
