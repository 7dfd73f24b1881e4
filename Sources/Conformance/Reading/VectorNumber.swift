/// A number of a vector file, where `"nan"`, `"inf"`, `"-inf"` and `"-0.0"` are texts.
struct VectorNumber: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Double.self) {
      self.value = value
      return
    }
    guard let text = try? container.decode(String.self), let value = Double(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a number")
    }
    self.value = value
  }
}

/// Two whole numbers: what belongs to the rows and what belongs to the columns.
struct Pair: Decodable, Sendable, Hashable {
  let rows: Int
  let columns: Int

  init(from decoder: any Decoder) throws {
    let numbers = try [Int](from: decoder)
    guard numbers.count == 2 else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "expected two numbers, got \(numbers.count)"))
    }
    (rows, columns) = (numbers[0], numbers[1])
  }

  var tuple: (Int, Int) { (rows, columns) }
}
