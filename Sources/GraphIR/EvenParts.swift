/// Consecutive parts of `0 ..< total`, as even as can be, of which a process may have some.
package struct EvenParts: Sendable, Hashable {
  /// What is cut into parts, and into how many.
  package let total: Int
  package let parts: Int
  /// The first of the parts that are here, and how many there are.
  package let first: Int
  package let count: Int

  /// - Parameter own: the parts that are here; all of them unless given.
  package init(_ total: Int, in parts: Int, own: Range<Int>? = nil) {
    self.init(
      total: total, parts: parts, first: own?.lowerBound ?? 0, count: own?.count ?? parts)
  }

  package init(total: Int, parts: Int, first: Int, count: Int) {
    self.total = total
    self.parts = parts
    self.first = first
    self.count = count
  }

  /// Where a part that is here starts, counted from the first of them; of the part after the last,
  /// the extent of all that are here.
  package func start(of part: Int) -> Int { place(first + part) - offset }

  /// The extent of what is here.
  package var extent: Int { start(of: count) }

  /// Where the first part that is here starts in the whole.
  package var offset: Int { place(first) }

  /// The extent of the largest of all parts.
  package var largest: Int { total / parts + (total % parts == 0 ? 0 : 1) }

  private func place(_ part: Int) -> Int {
    // Not part * total / parts, which may overflow.
    part * (total / parts) + Int(Int128(part) * Int128(total % parts) / Int128(parts))
  }
}
