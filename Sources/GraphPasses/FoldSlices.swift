import GraphIR

extension Pass {
  /// Reads a part of a tensor from where its elements come from.
  ///
  ///     %2 = concatenate(axis: 0) %0, %1 : double(5, 4)
  ///     %3 = slice(2 ..< 5, 0 ..< 4) %2 : double(3, 4)
  ///     %4 = slice(0 ..< 3, 1 ..< 3) %3 : double(3, 2)
  ///
  /// becomes, where `%1` has three rows,
  ///
  ///     %4 = slice(0 ..< 3, 1 ..< 3) %1 : double(3, 2)
  ///
  /// A state of an unrolled recurrence is read itself, and not from the stack of all states; what
  /// padding has added and a gradient takes away is never added.
  public static let foldSlices = Pass(name: "fold-slices") { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      guard case .slice(let slicing) = node.operation else { return nil }
      let written = Part(value: node.operands[0], slicing: slicing)
      var part = written
      while let source = rewriter.source(of: part) { part = source }
      if part.isWhole(of: rewriter.type(of: part.value).shape) { return part.value }
      return part == written
        ? nil : try rewriter.add(.slice(part.slicing), [part.value], for: node)
    }
  }
}

/// A part of a value.
private struct Part: Equatable {
  let value: Value
  let slicing: Slicing

  init(value: Value, slicing: Slicing) {
    self.value = value
    self.slicing = slicing
  }

  /// The whole of a value.
  init(value: Value, shape: Shape) {
    self.value = value
    slicing = Slicing(
      starts: shape.extents.map { _ in 0 }, steps: shape.extents.map { _ in 1 },
      extents: shape.extents)
  }

  func isWhole(of shape: Shape) -> Bool {
    shape.extents.indices.allSatisfy { slicing.isWhole(axis: $0, of: shape[$0]) }
  }
}

extension GraphRewriter {
  /// The same elements as a part of what the part's value is made of, if they all come from there.
  fileprivate func source(of part: Part) -> Part? {
    // The positions of no elements say nothing.
    guard !part.slicing.extents.contains(0) else { return nil }
    let node = self[part.value]
    switch node.operation {
    // slice(slice(x)) -> slice(x)
    case .slice(let inner):
      return Part(value: node.operands[0], slicing: part.slicing.positions(in: inner))

    // slice(concatenate(x, y)) -> slice(y) where all of it lies in y.
    case .concatenate(let axis, _):
      let positions = part.slicing.bounds(along: axis)
      var start = 0
      for operand in node.operands {
        let end = start + type(of: operand).shape[axis]
        if positions.lowerBound >= start, positions.upperBound < end {
          return Part(value: operand, slicing: part.slicing.moved(by: -start, along: axis))
        }
        start = end
      }
      return nil

    // slice(place(x)) -> x where it is the part that x was put in.
    case .place(part.slicing, _):
      return Part(value: node.operands[0], shape: type(of: node.operands[0]).shape)

    default:
      return nil
    }
  }
}

extension Slicing {
  /// The first and the last position along an axis, in order; there are some.
  fileprivate func bounds(along axis: Int) -> ClosedRange<Int> {
    let last = starts[axis] + (extents[axis] - 1) * steps[axis]
    return min(starts[axis], last)...max(starts[axis], last)
  }

  /// The same positions, counted from others along an axis.
  fileprivate func moved(by distance: Int, along axis: Int) -> Slicing {
    var starts = starts
    starts[axis] += distance
    return Slicing(starts: starts, steps: steps, extents: extents)
  }

  /// The positions of a part of a part.
  fileprivate func positions(in outer: Slicing) -> Slicing {
    Slicing(
      starts: starts.indices.map { outer.starts[$0] + starts[$0] * outer.steps[$0] },
      // The step to a second position that does not exist may be any, and so large that it overflows.
      steps: steps.indices.map { extents[$0] == 1 ? 1 : steps[$0] * outer.steps[$0] },
      extents: extents)
  }
}
