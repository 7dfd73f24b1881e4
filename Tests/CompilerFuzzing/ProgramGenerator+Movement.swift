import GraphIR

extension ProgramGenerator {
  /// Adds an operation that moves elements.
  mutating func movement() -> Value? {
    guard let operand = realValue() else { return nil }
    let shape = shape(of: operand)
    switch int(0...10) {
    case 0: return reshape(operand)
    case 1: return dimshuffle(operand)
    case 2: return slice(operand)
    case 3: return place(operand)
    case 4, 5: return joined(operand)
    case 6: return rows(of: operand)
    case 7: return taken(from: operand)
    case 8: return labelled(operand)
    case 9:
      let target = broadcastTarget(shape)
      return add(.elementwise(.identity, target), [operand])
    default:
      return add(.iota([extent()]), []).flatMap { add(.cast(real), $0) }
    }
  }

  /// A value and another one after it, whose other axes are as long.
  private mutating func joined(_ first: Value) -> Value? {
    let shape = shape(of: first)
    guard shape.rank > 0 else { return nil }
    let axis = int(0...shape.rank - 1)
    let (rank, real) = (shape.rank, real)
    let known = value { type in
      type.elementType == real && type.shape.rank == rank
        && (0..<rank).allSatisfy { $0 == axis || type.shape[$0] == shape[$0] }
    }
    guard let second = (oneIn(2) ? known : nil) ?? source(shape) else { return nil }
    return add(.concatenate(axis: axis, count: 2), [first, second])
  }

  private mutating func reshape(_ operand: Value) -> Value? {
    let count = shape(of: operand).elementCount
    var extents = [count]
    for _ in 0..<int(0...2) {
      let last = extents.removeLast()
      let divisor = one(of: (1...max(1, min(last, 40))).filter { last.isMultiple(of: $0) }) ?? 1
      extents += [divisor, last / max(1, divisor)]
    }
    if count == 1, oneIn(2) { extents = [] }
    return add(.reshape(Shape(extents)), [operand])
  }

  private mutating func dimshuffle(_ operand: Value) -> Value? {
    let shape = shape(of: operand)
    var order: [Int?] = shape.extents.indices.filter { shape[$0] != 1 || oneIn(2) }
      .shuffled(using: &random)
    while order.count < 4, oneIn(3) { order.insert(nil, at: int(0...order.count)) }
    return add(.dimshuffle(order), [operand])
  }

  private mutating func slicing(in shape: Shape) -> Slicing {
    var (starts, steps, extents): ([Int], [Int], [Int]) = ([], [], [])
    for extent in shape.extents {
      let step = one(of: [1, 1, 1, 2, 3, -1, -2]) ?? 1
      let start = int(0...max(0, extent - 1))
      let room = step > 0 ? (extent - 1 - start) / step : start / -step
      let isWhole = oneIn(2)
      starts.append(isWhole ? 0 : start)
      steps.append(isWhole ? 1 : step)
      extents.append(isWhole ? extent : int(1...max(1, room + 1)))
    }
    return Slicing(starts: starts, steps: steps, extents: extents)
  }

  private mutating func slice(_ operand: Value) -> Value? {
    let part = slicing(in: shape(of: operand))
    guard let value = add(.slice(part), [operand]), oneIn(2) else { return nil }
    // A part of a part, which a pass reads from where it comes.
    return add(.slice(slicing(in: shape(of: value))), [value])
  }

  private mutating func place(_ operand: Value) -> Value? {
    let shape = shape(of: operand)
    var (starts, steps, whole): ([Int], [Int], [Int]) = ([], [], [])
    for extent in shape.extents {
      let step = one(of: [1, 1, 2, -1]) ?? 1
      let (before, after) = (int(0...2), int(0...2))
      let span = (extent - 1) * abs(step)
      starts.append(step > 0 ? before : before + span)
      steps.append(step)
      whole.append(before + span + 1 + after)
    }
    return add(
      .place(Slicing(starts: starts, steps: steps, extents: shape.extents), Shape(whole)),
      [operand])
  }

  /// Rows from one that an argument names, as minibatches are cut.
  private mutating func rows(of operand: Value) -> Value? {
    let shape = shape(of: operand)
    guard shape.rank > 0, shape[0] > 0 else { return nil }
    let count = int(1...shape[0])
    guard let start = integers([], below: shape[0] - count + 1) else { return nil }
    return add(.sliceRows(count: count), [operand, start])
  }

  private mutating func taken(from operand: Value) -> Value? {
    let shape = shape(of: operand)
    guard shape.rank > 0, shape[0] > 0, let numbers = integers([extent()], below: shape[0]) else {
      return nil
    }
    if oneIn(3) {
      guard let places = integers([shape[0]], below: 5) else { return nil }
      return add(.scatterAdd(rows: 5), [operand, places])
    }
    return add(.take(), [operand, numbers])
  }

  private mutating func labelled(_ operand: Value) -> Value? {
    let shape = shape(of: operand)
    if shape.rank == 1 {
      let classes = int(1...12)
      guard let labels = integers(shape, below: classes) else { return nil }
      return add(.scatterByLabel(classes: classes), [operand, labels])
    }
    guard shape.rank == 2, let labels = integers([shape[0]], below: shape[1]) else { return nil }
    return add(.gatherByLabel, [operand, labels])
  }

  private mutating func broadcastTarget(_ shape: Shape) -> Shape {
    var extents = shape.extents.map { $0 == 1 ? int(1...5) : $0 }
    if extents.count < 4, oneIn(2) { extents.insert(int(1...4), at: 0) }
    return Shape(extents)
  }
}
