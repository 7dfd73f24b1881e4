import GraphIR

/// The shape of an array in a vector file: extents of at least 0, of an array that fits in memory.
struct VectorShape: Decodable, Sendable {
  // 2^27 elements of Double are a gigabyte.
  private static let mostElements = 1 << 27

  let shape: Shape

  init(from decoder: any Decoder) throws {
    let extents = try [Int](from: decoder)
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflow, product <= Self.mostElements else {
        throw DecodingError.dataCorrupted(
          DecodingError.Context(
            codingPath: decoder.codingPath,
            debugDescription: "the shape \(Shape(extents)) is not possible; expected extents of at "
              + "least 0 and at most \(Self.mostElements) elements"))
      }
      count = product
    }
    shape = Shape(extents)
  }
}
