/// A record of a TFRecord file: the length of its data in 8 bytes, a masked CRC-32C of those, the
/// data, and a masked CRC-32C of the data, all little-endian
/// (https://www.tensorflow.org/tutorials/load_data/tfrecord). Files have nothing else in them.
enum TFRecord {
  /// The bytes of a record with the given data.
  static func bytes(of data: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(data.count))
    return length + littleEndian(CRC32C.masked(of: length)) + data
      + littleEndian(CRC32C.masked(of: data))
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
