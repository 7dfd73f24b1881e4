/// The element type that a case is computed in.
package enum Precision: String, Sendable, CaseIterable {
  case float = "Float"
  case double = "Double"

  /// The distance from 1 to the next number.
  var epsilon: Double { self == .float ? Double(Float.ulpOfOne) : Double.ulpOfOne }

  /// The nearest number of this precision.
  func rounded(_ value: Double) -> Double { self == .float ? Double(Float(value)) : value }
}

/// How close a computed number has to be to the expected one.
struct Tolerance: Sendable {
  /// In relation to the expected number.
  var relative = 0.0
  /// For numbers near 0.
  var absolute = 0.0
  /// For samples of a large array, in relation to its largest element.
  var samples = 0.0

  static let exact = Tolerance()

  var isExact: Bool { relative == 0 && absolute == 0 }
}

/// What a file says about the closeness of its results, for either precision.
///
///     "exact"
///     "rel 1e-12 (float64); rel 1e-5 (float32)"
struct Tolerances: Decodable, Sendable {
  let double: Tolerance
  /// Missing where the file expects more than Float can give.
  let float: Tolerance?

  static let exact = Tolerances(double: .exact, float: .exact)

  init(double: Tolerance, float: Tolerance?) {
    self.double = double
    self.float = float
  }

  init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard !text.hasPrefix("exact") else {
      self = .exact
      return
    }
    let clauses = text.split(separator: ";")
    guard let double = clauses.first(where: { !$0.contains("float32") }).flatMap(Self.tolerance)
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "'\(text)' is not understood; expected 'exact' or 'rel' and a number"))
    }
    self.double = double
    float = clauses.first { $0.contains("float32") }.flatMap(Self.tolerance)
  }

  /// The same, but for a few roundings where results were to be exact.
  var rounded: Tolerances {
    func rounded(_ tolerance: Tolerance, _ precision: Precision) -> Tolerance {
      tolerance.isExact ? Tolerance(relative: 4 * precision.epsilon) : tolerance
    }
    return Tolerances(
      double: rounded(double, .double), float: float.map { rounded($0, .float) })
  }

  subscript(precision: Precision) -> Tolerance? { precision == .float ? float : double }

  /// The numbers after `rel`, `abs` and `samples rel` in a clause.
  private static func tolerance(_ clause: Substring) -> Tolerance? {
    let parts = clause.split(separator: ",")
    guard let relative = parts.first.flatMap({ number(after: "rel", in: $0) }) else { return nil }
    let samples = parts.first { $0.contains("samples") }.flatMap { number(after: "rel", in: $0) }
    return Tolerance(
      relative: relative, absolute: number(after: "abs", in: clause) ?? 0,
      samples: samples ?? relative)
  }

  private static func number(after word: String, in text: Substring) -> Double? {
    let words = text.split { " /():".contains($0) }
    guard let position = words.firstIndex(of: word[...]), position + 1 < words.endIndex else {
      return nil
    }
    return Double(words[position + 1])
  }
}
