import GraphIR

/// Counters, such as those of random numbers, as strings of a checkpoint's metadata.
extension SavedArray {
  /// The most numbers of a counter.
  private static let mostNumbers = 8

  /// Whether the value is a string in a checkpoint: a few whole numbers that belong to no layer and
  /// not to the optimiser.
  var isCounter: Bool {
    name.hasPrefix(SavedParameters.statePrefix) && storage.type.elementType == .int64
      && storage.type.shape.elementCount <= Self.mostNumbers
  }

  /// The numbers of a counter as they are now, with blanks between them.
  var text: String {
    storage.readBytes().withUnsafeBytes { bytes in
      // Safe: the value has as many bytes as its elements take.
      stride(from: 0, to: bytes.count, by: MemoryLayout<Int64>.size).map {
        "\(bytes.loadUnaligned(fromByteOffset: $0, as: Int64.self))"
      }
    }.joined(separator: " ")
  }

  /// The numbers of a text as an array of the counter's shape; `nil` if they are not as many, or no
  /// whole numbers.
  func array(text: String) throws(TrainingError) -> CheckpointArray? {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let numbers = words.compactMap { Int64($0) }
    let shape = storage.type.shape
    guard numbers.count == words.count, numbers.count == shape.elementCount else { return nil }
    return try CheckpointArray(
      name: name, elementType: .int64, shape: shape.extents,
      bytes: numbers.withUnsafeBytes { [UInt8]($0) })
  }
}
