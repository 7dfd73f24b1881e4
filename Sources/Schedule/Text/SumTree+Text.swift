import GraphIR

extension SumTree: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    self.init(
      terms: try text.field("terms"), granularity: try text.field("granularity"),
      blocks: try text.field("blocks"))
    try text.expect(")")
  }
}

extension EvenParts: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    self.init(
      total: try text.field("total"), parts: try text.field("parts"),
      first: try text.field("first"), count: try text.field("count"))
    try text.expect(")")
  }
}
