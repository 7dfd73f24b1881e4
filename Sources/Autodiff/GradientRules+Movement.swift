import GraphIR

extension GradientRules {
  /// Axes in another order: da has them in a's order again.
  mutating func dimshuffle(_ order: [Int?]) throws -> Value {
    let rank = shape(of: node.operands[0]).rank
    // An axis that was left out has extent 1 and comes back as a new one.
    return try add(.dimshuffle((0..<rank).map { order.firstIndex(of: $0) }), gradient)
  }

  /// `y[n] = a[n, labels[n]]`: `da[n, m] = g[n]` where m is `labels[n]`, otherwise 0
  mutating func gatherByLabel() throws -> Value {
    let classes = shape(of: node.operands[0])[1]
    return try add(.scatterByLabel(classes: classes), gradient, node.operands[1])
  }

  /// `y` is `count` rows of a from row s: da is g at those rows, otherwise 0
  mutating func sliceRows() throws -> Value {
    let (operand, start) = (shape(of: node.operands[0]), node.operands[1])
    let positions = try add(.iota([shape(of: result)[0]]))
    let first = try add(.cast(.int64), start)
    return try add(.scatterAdd(rows: operand[0]), gradient, add(.add, first, positions))
  }

  /// `y` is a, b, … one after the other: each gets its part of g
  mutating func concatenate(_ axis: Int, at position: Int) throws -> Value {
    if starts.isEmpty {
      var end = 0
      for operand in node.operands {
        starts.append(end)
        end += shape(of: operand)[axis]
      }
    }
    let extent = shape(of: node.operands[position])[axis]
    let part = Slicing(of: shape(of: result), axis: axis, start: starts[position], extent: extent)
    return try add(.slice(part), gradient)
  }
}
