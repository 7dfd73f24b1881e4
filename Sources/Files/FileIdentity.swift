import Foundation

/// Which file a path means, whatever the path looks like.
package struct FileIdentity {
  private let path: String
  private let status: stat?

  package init(_ path: String) {
    var status = stat()
    self.status = stat(path, &status) == 0 ? status : nil
    self.path = path
  }

  /// Whether two paths mean the same file, be it there or not. Devices and pipes are no files: two
  /// who write into one do not take anything from each other.
  package func isSame(as other: FileIdentity) -> Bool {
    switch (status, other.status) {
    case (let a?, let b?):
      a.st_mode & S_IFMT == S_IFREG && a.st_dev == b.st_dev && a.st_ino == b.st_ino
    case (nil, nil): Self.canonical(path) == Self.canonical(other.path)
    default: false
    }
  }

  private static func canonical(_ path: String) -> String {
    let url = URL(fileURLWithPath: (try? WholeFile.followingLinks(path)) ?? path).standardized
    return url.deletingLastPathComponent().resolvingSymlinksInPath()
      .appending(path: url.lastPathComponent).path
  }
}
