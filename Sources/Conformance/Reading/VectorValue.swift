import GraphIR

/// A value of a vector file whose form depends on what it is for: a number, a name, or a list.
enum VectorValue: Decodable, Sendable {
  case number(Double)
  case text(String)
  case list([VectorValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try container.decode([VectorValue].self))
    }
  }

  /// The number or nested lists of numbers, or `nil` where it is something else.
  var array: GivenArray? {
    switch self {
    case .number(let number): return GivenArray(shape: .scalar, values: [number])
    case .text(let text):
      return Double(text).map { GivenArray(shape: .scalar, values: [$0]) }
    case .list(let values):
      let parts = values.compactMap(\.array)
      let inner = parts.first?.shape ?? .scalar
      guard parts.count == values.count, parts.allSatisfy({ $0.shape == inner }) else { return nil }
      return GivenArray(
        shape: Shape([parts.count] + inner.extents), values: parts.flatMap(\.values))
    }
  }

  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  var list: [VectorValue]? {
    if case .list(let values) = self { values } else { nil }
  }
}

extension VectorValue: CustomStringConvertible {
  var description: String {
    switch self {
    case .number(let number): "\(number)"
    case .text(let text): "\"\(text)\""
    case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    }
  }
}
