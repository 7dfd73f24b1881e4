/// Operations that move elements.
extension OperationParser {
  /// Reads the attributes of an operation, if the name is that of one of these.
  mutating func readMovement(_ name: String) throws(TextError) -> Bool {
    switch name {
    case "reshape":
      let shape = try scanner.shape()
      make = { _, _ in .reshape(shape) }
    case "dimshuffle":
      let order = try scanner.list(from: "(", to: ")") { scanner throws(TextError) -> Int? in
        scanner.take("x") ? nil : try scanner.integer("an axis or 'x'")
      }
      make = { _, _ in .dimshuffle(order) }
    case "sliceRows":
      let count = try number()
      make = { _, _ in .sliceRows(count: count) }
    case "slice":
      let slicing = try slicing()
      make = { _, _ in .slice(slicing) }
    case "place":
      let slicing = try slicing()
      make = { _, type in .place(slicing, type.shape) }
    case "concatenate":
      let axis = try number("axis")
      make = { operands, _ in .concatenate(axis: axis, count: operands) }
    case "take":
      var batchAxes = 0
      if scanner.take("(") {
        batchAxes = try integer("batchAxes")
        try scanner.expect(")")
      }
      make = { [batchAxes] _, _ in .take(batchAxes: batchAxes) }
    case "scatterAdd":
      try scanner.expect("(")
      let rows = try integer("rows")
      let batchAxes = scanner.take(",") ? try integer("batchAxes") : 0
      try scanner.expect(")")
      make = { _, _ in .scatterAdd(rows: rows, batchAxes: batchAxes) }
    case "gatherByLabel": make = { _, _ in .gatherByLabel }
    case "scatterByLabel":
      let classes = try number()
      make = { _, _ in .scatterByLabel(classes: classes) }
    default: return false
    }
    return true
  }

  /// Positions along each axis, as `(0 ..< 5, 4 ..> -1 by -1)`.
  private mutating func slicing() throws(TextError) -> Slicing {
    let axes = try scanner.list(from: "(", to: ")") {
      scanner throws(TextError) -> (start: Int, step: Int, extent: Int) in
      let start = try scanner.integer()
      guard scanner.take("..<") || scanner.take("..>") else {
        throw scanner.error(expected: "'..<' or '..>'")
      }
      let end = try scanner.integer()
      let mark = scanner.mark()
      let step = scanner.take("by") ? try scanner.integer() : 1
      guard step != 0 else { throw scanner.error("a step is 0; expected another", at: mark) }
      // What does not fit is no part of any tensor, which the verifier of types finds.
      let span = end.subtractingReportingOverflow(start).partialValue
      return (start, step, span.dividedReportingOverflow(by: step).partialValue)
    }
    return Slicing(
      starts: axes.map(\.start), steps: axes.map(\.step), extents: axes.map(\.extent))
  }
}
