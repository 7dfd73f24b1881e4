/// A folder in which the formats look for a data set, listed when the first of them asks.
final class Folder {
  let path: String
  private var known: FolderListing?

  init(path: String) {
    self.path = path
  }

  /// The files and the folders in it.
  var listing: FolderListing {
    get throws {
      let listing = try known ?? FolderListing(path: path)
      known = listing
      return listing
    }
  }
}
