import ImageFiles

extension ExampleValues {
  /// The values of an example as grey levels from 0 to 255; the range of finite numbers is
  /// mapped to them, and what is not finite is black.
  ///
  /// - Parameter size: the number of values of an example.
  /// - Throws: `DatasetError` where values cannot be read from their file.
  package func greyLevels(of example: Int, size: Int) throws -> [UInt8] {
    if element == .byte { return try bytes(of: [example], size: size) }
    return ImageGrid.levels(of: try numbers(of: [example], size: size))
  }
}
