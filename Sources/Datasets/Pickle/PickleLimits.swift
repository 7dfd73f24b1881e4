/// What a pickle of a data set never exceeds, and a hostile one must not.
enum PickleLimits {
  /// Opcodes of one pickle. Three pairs of arrays take about two hundred, and everything that an
  /// opcode without a string can allocate is a few hundred bytes.
  static let opcodes = 100_000

  /// Opcodes of a pickled batch of CIFAR. The 50,000 images of CIFAR-100 have a name and two labels
  /// each, which take half a million where Python 3 writes the names as bytes in protocol 2.
  static let batchOpcodes = 1_000_000

  /// Bytes of all strings together: 70,000 images of float64 take 440 million.
  static let stringBytes = 1 << 29

  /// Bytes of a line that holds a number. Python writes one of 64 bits with at most 24 characters.
  static let digits = 40

  /// Bytes of a line that holds a name.
  static let name = 1_000

  /// Axes of an array, as in NumPy 2.
  static let axes = 64

  /// The newest protocol.
  static let protocolVersion = 5
}
