/// The largest data set that is read, and the memory and time that reading one takes.
///
/// - The images and labels of the three splits together take at most ``arrayBytes`` in memory.
/// - The content of a file, uncompressed, has at most ``contentBytes``, and each of them costs a
///   time that does not depend on the others.
/// - IDX files take no more memory than their images and twice their labels. A pickle takes at most
///   twice its strings, of which there are at most `PickleLimits.stringBytes`, and the images and
///   labels besides. What a pickle's opcodes make takes at most 32 MiB, and those
///   of a batch of CIFAR ten times as much.
/// - A table takes no more than its values twice, where it has words, and a chunk of 4 MiB besides.
/// - Values that stay on disk take four bytes of memory an example.
/// - Memory is asked for before it is taken, so a file for which there is too little is refused.
enum DatasetLimits {
  /// Bytes of all images and labels in memory, which is over one and a half times what the
  /// 814,255 images of EMNIST take.
  static let arrayBytes = 1 << 30

  /// Bytes of the values of a set above which those of an uncompressed `.npy` file stay on disk.
  static let storedBytes = 1 << 28

  /// Bytes of the content of a file. Python 2 wrote a byte of a pickle as up to four characters.
  static let contentBytes = 1 << 31

  /// Whether arrays of the given sizes in bytes are together no more than a data set may have.
  static func allow(arrayBytes sizes: [Int]) -> Bool {
    var sum = 0
    for size in sizes {
      let (next, overflow) = sum.addingReportingOverflow(size)
      guard !overflow, next <= arrayBytes else { return false }
      sum = next
    }
    return true
  }
}
