extension ExampleValues {
  /// The values of an example as grey levels from 0 to 255; the range of finite numbers is
  /// mapped to them, and what is not finite is black.
  ///
  /// - Parameter size: the number of values of an example.
  /// - Throws: `DatasetError` where values cannot be read from their file.
  package func greyLevels(of example: Int, size: Int) throws -> [UInt8] {
    if element == .byte { return try bytes(of: [example], size: size) }
    let numbers = try numbers(of: [example], size: size)
    let finite = numbers.filter(\.isFinite)
    let (least, greatest) = (finite.min() ?? 0, finite.max() ?? 0)
    let scale = greatest > least ? 255 / (greatest - least) : 0
    return numbers.map { number in
      let level = (number - least) * scale
      return level.isFinite ? UInt8(max(0, min(255, level))) : 0
    }
  }
}
