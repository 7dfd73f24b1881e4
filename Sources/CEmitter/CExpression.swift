import GraphIR

/// Arithmetic on indices, as a person would write it: nothing is multiplied by one, and no zero is
/// added.
enum CExpression {
  /// The position of an element whose indices and extents are given, outermost first.
  static func position(_ indices: [String], _ extents: [Int]) -> String {
    zip(indices, extents).dropFirst().reduce(indices.first ?? "0") { outer, axis in
      sum([product(outer, axis.1), axis.0])
    }
  }

  /// The position of an element by how far apart neighbours along each axis lie.
  static func position(_ indices: [String], strides: [Int]) -> String {
    sum(zip(indices, strides).map(product))
  }

  /// The element of an array at some indices, the leading ones outermost; without any, the one that
  /// there is.
  static func element(_ array: String, _ indices: [String]) -> String {
    array + (indices.isEmpty ? ["0"] : indices).map { "[\($0)]" }.joined()
  }

  static func product(_ index: String, _ factor: Int) -> String {
    if factor == 0 || index == "0" { return "0" }
    if factor == 1 { return index }
    if index == "1" { return "\(factor)" }
    return isSum(index) ? "(\(index)) * \(factor)" : "\(index) * \(factor)"
  }

  /// The position of an element by how far apart neighbours along each axis lie, some of them
  /// backwards; one axis at least runs forwards.
  static func position(_ indices: [String], signedStrides: [Int]) -> String {
    let axes = zip(indices, signedStrides)
    let backwards = axes.filter { $1 < 0 }.map { product($0, -$1) }.filter { $0 != "0" }
    let forwards = sum(axes.filter { $1 >= 0 }.map(product))
    return ([forwards] + backwards).joined(separator: " - ")
  }

  static func sum(_ terms: [String]) -> String {
    let terms = terms.filter { $0 != "0" }
    return terms.isEmpty ? "0" : terms.joined(separator: " + ")
  }

  /// The first of the indices `0 ..< count` that portion `portion` of `portions` has.
  static func start(of portion: String, _ count: Int, in portions: Int) -> String {
    if count.isMultiple(of: portions) { return product(portion, count / portions) }
    let portion = isSum(portion) ? "(\(portion))" : portion
    // The index may be an int, of which the product is more than it holds.
    let (most, overflows) = count.multipliedReportingOverflow(by: portions)
    let isLarge = overflows || most > Int(Int32.max)
    return "\(isLarge ? "(int64_t)" : "")\(portion) * \(count) / \(portions)"
  }

  /// The first of the indices of one of even parts, counted from the first that is here.
  static func start(of part: String, _ parts: EvenParts) -> String {
    guard parts.first > 0, !parts.total.isMultiple(of: parts.parts) else {
      return start(of: part, parts.total, in: parts.parts)
    }
    let start = start(of: "\(part) + \(parts.first)", parts.total, in: parts.parts)
    return "\(start) - \(parts.offset)"
  }

  /// Whether a sign stands outside all parentheses.
  private static func isSum(_ text: String) -> Bool {
    var depth = 0
    for (character, next) in zip(text, text.dropFirst()) {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if depth == 0, character == " ", next == "+" || next == "-" { return true }
    }
    return false
  }
}
