/// A folder of the Python version of CIFAR-10 or CIFAR-100: pickled dicts.
struct CIFARPickleFormat: FolderFormat {
  private let listing: FolderListing

  init?(folder: Folder) throws {
    listing = try folder.listing
    guard listing.isInspected, CIFARPickles.areIn(listing) else { return nil }
  }

  var files: [String] { CIFARPickles.files(listing).map(listing.path(of:)) }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try CIFARPickles.contents(name: name, listing: listing)
  }
}

/// A folder of the binary version of CIFAR-10 or CIFAR-100.
struct CIFARBinaryFormat: FolderFormat {
  private let listing: FolderListing
  private let kind: CIFARKind

  init?(folder: Folder) throws {
    listing = try folder.listing
    guard listing.isInspected, let kind = CIFARBinary.kind(of: listing) else { return nil }
    self.kind = kind
  }

  var files: [String] {
    let names = CIFARBinary.files(kind, listing) + [CIFARBinary.nameFile(kind, listing)]
    return names.compactMap { $0.map(listing.path(of:)) }
  }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try CIFARBinary.contents(name: name, kind: kind, listing: listing)
  }
}
