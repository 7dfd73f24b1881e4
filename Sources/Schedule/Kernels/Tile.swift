import GraphIR

/// A range of indices in steps of a fixed size.
package struct Tile: Sendable, Hashable {
  package let start: Int
  package let end: Int
  package let size: Int

  /// The number of steps.
  package var count: Int { (end - start) / size }

  package init(start: Int, end: Int, size: Int) {
    self.start = start
    self.end = end
    self.size = size
  }
}

extension Tile: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    start = try text.field("start")
    end = try text.field("end")
    size = try text.field("size")
    try text.expect(")")
  }
}
