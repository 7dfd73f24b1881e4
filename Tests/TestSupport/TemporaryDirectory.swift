import Foundation

/// A folder that goes when nobody needs it any more.
///
/// It must outlive a library loaded from it: the loader knows libraries by their inodes, and takes
/// a new file with the inode of a removed one for the library that it has already.
package final class TemporaryDirectory: Sendable {
  package let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("croton-test-\(UUID().uuidString)").path

  package init() {}

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
