import GraphIR
import Interpreter

/// An array of a vector file that a case has to compute: its elements, or a summary of them.
///
///     {"shape": [4, 9], "check": {"sum": 3, "wsum": 17, "min": -2, "max": 4, "head": [1, 2]}}
struct ExpectedArray: Decodable, Sendable {
  let shape: Shape
  private let content: Content

  private enum Content: Sendable {
    case elements([Double])
    /// The first elements; the others may be any.
    case beginning([Double])
    case check(CheckSummary)
    case norms(NormSummary)
  }

  init(_ array: GivenArray) {
    shape = array.shape
    content = .elements(array.values)
  }

  init(shape: Shape = .scalar, values: [Double]) {
    self.init(GivenArray(shape: shape, values: values))
  }

  private init(shape: Shape, _ content: Content) {
    self.shape = shape
    self.content = content
  }

  /// An array of which only the first elements are known.
  static func beginning(of shape: Shape, _ values: [Double]) -> ExpectedArray {
    ExpectedArray(shape: shape, .beginning(values))
  }

  private enum Key: CodingKey { case shape, check, samples }

  init(from decoder: any Decoder) throws {
    guard let container = try? decoder.container(keyedBy: Key.self),
      container.contains(.check) || container.contains(.samples)
    else {
      let array = try GivenArray(from: decoder)
      shape = array.shape
      content = .elements(array.values)
      return
    }
    shape = try container.decode(VectorShape.self, forKey: .shape).shape
    if container.contains(.check) {
      content = .check(try container.decode(CheckSummary.self, forKey: .check))
    } else {
      content = .norms(try NormSummary(from: decoder, count: shape.elementCount))
    }
  }

  /// How a computed array differs from this one, or `nil` where it does not.
  func difference(
    from found: NumericArray, _ tolerance: Tolerance, _ precision: Precision
  ) -> String? {
    guard found.shape == shape else { return "got shape \(found.shape), expected \(shape)" }
    // The interpreter does not round to Float, and so has more digits than the case speaks of.
    let values = found.values.map(precision.rounded)
    let comparison = Comparison(tolerance: tolerance, precision: precision)
    switch content {
    case .elements(let expected): return comparison.difference(values, expected)
    case .beginning(let expected):
      guard expected.count <= values.count else { return "got only \(values.count) elements" }
      return comparison.difference(values, expected)
    case .check(let summary): return summary.difference(from: values, comparison)
    case .norms(let summary): return summary.difference(from: values, comparison)
    }
  }
}
