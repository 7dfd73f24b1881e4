import GraphIR

extension ProgramGenerator {
  /// Adds a sum, a product, a maximum or a position of one over some axes.
  mutating func reduction() -> Value? {
    guard let operand = realValue() else { return nil }
    let rank = shape(of: operand).rank
    guard rank > 0 else { return nil }
    if oneIn(3) { return add(.argmax(axis: int(0...rank - 1)), [operand]) }
    let axes = oneIn(3) ? Array(0..<rank) : (0..<rank).filter { _ in oneIn(2) }
    let reductions: [Reduction] = [.sum, .sum, .sum, .maximum, .minimum, .product]
    return add(
      .reduce(one(of: reductions) ?? .sum, axes: axes, keepsDimensions: oneIn(2)), [operand])
  }

  /// Adds a product of matrices.
  mutating func product() -> Value? {
    guard let left = realValue(rank: 2) else { return nil }
    let (rows, columns) = (shape(of: left)[0], shape(of: left)[1])
    let (transposesLeft, transposesRight) = (oneIn(3), oneIn(3))
    let inner = transposesLeft ? rows : columns
    let real = real
    let known = value { type in
      type.elementType == real && type.shape.rank == 2
        && type.shape[transposesRight ? 1 : 0] == inner
    }
    let outer = extent()
    guard
      let right = (oneIn(2) ? known : nil)
        ?? source(transposesRight ? [outer, inner] : [inner, outer], isShared: oneIn(2))
    else { return nil }
    let others = shape(of: right).elementCount / max(1, inner)
    guard rows * columns * others <= Self.mostProducts else { return nil }
    // A transpose of its own, which a pass takes into the product.
    if oneIn(4), let transposed = add(.dimshuffle([1, 0]), [right]) {
      return add(
        .dot(transposesLeft: transposesLeft, transposesRight: !transposesRight),
        [left, transposed])
    }
    return add(
      .dot(transposesLeft: transposesLeft, transposesRight: transposesRight), [left, right])
  }

  /// Adds probabilities of rows, or their logarithms.
  mutating func softmax() -> Value? {
    guard let operand = realValue(rank: 2) else { return nil }
    return oneIn(2)
      ? add(.logSoftmax, [operand])
      : add(.softmax, [operand]).flatMap { oneIn(3) ? add(.log, $0) : $0 }
  }

  /// Adds a convolution.
  mutating func convolution() -> Value? {
    guard let whole = realValue(rank: 4) else { return nil }
    let images = oneIn(4) ? surrounded(whole) ?? whole : whole
    let shape = shape(of: images)
    let groups = one(of: (1...4).filter { shape[1].isMultiple(of: $0) }) ?? 1
    let isSimple = oneIn(2)
    let filters = (oneIn(4) ? int(1...20) : int(1...4)) * (isSimple ? 1 : groups)
    let square = oneIn(2) ? one(of: [1, 3, 5]) : nil
    let (rows, columns) = (square ?? int(1...4), square ?? int(1...4))
    let padding = oneIn(2) ? [0, 0] : [int(0...rows), int(0...columns)]
    let convolution = Convolution(
      stride: isSimple ? [1, 1] : [int(1...3), int(1...3)],
      dilation: isSimple ? [1, 1] : [int(1...2), int(1...2)], groups: isSimple ? 1 : groups,
      flipsFilters: oneIn(2),
      padding: .init(before: padding, after: oneIn(3) ? [int(0...2), int(0...2)] : padding))
    let products = shape.elementCount * filters * rows * columns / (isSimple ? 1 : groups)
    guard products <= Self.mostProducts,
      let weights = source(
        [filters, shape[1] / (isSimple ? 1 : groups), rows, columns], isShared: oneIn(2))
    else { return nil }
    return add(.conv2d(convolution), [images, weights])
  }

  /// Images with zeros around them.
  private mutating func surrounded(_ images: Value) -> Value? {
    let shape = shape(of: images)
    let (starts, ends) = ([0, 0, int(0...2), int(0...2)], [0, 0, int(0...2), int(0...2)])
    let part = Slicing(starts: starts, steps: [1, 1, 1, 1], extents: shape.extents)
    return add(
      .place(part, Shape(shape.extents.indices.map { starts[$0] + shape[$0] + ends[$0] })),
      [images])
  }

  /// Adds a pooling.
  mutating func pooling() -> Value? {
    guard let operand = realValue(rank: 4) else { return nil }
    let window = oneIn(2) ? [2, 2] : [int(1...3), int(1...4)]
    let isPlain = oneIn(2)
    let mode = isPlain ? .max : one(of: Pooling.Mode.allCases) ?? .max
    let ignoresBorder = oneIn(2)
    let pooling = Pooling(
      mode, window: window, stride: isPlain ? nil : [int(1...3), int(1...3)],
      padding: !isPlain && ignoresBorder && oneIn(2)
        ? [int(0...window[0] - 1), int(0...window[1] - 1)] : [0, 0],
      ignoresBorder: ignoresBorder, ties: oneIn(4) ? .first : .all)
    return add(.pool2d(pooling), [operand])
  }

  // MARK: Layers

  /// Adds images, where there are none yet.
  mutating func images() -> Value? {
    let batch = one(of: [1, 2, 3, 5, 8, 16, 17, 20]) ?? 1
    let channels = one(of: [1, 1, 2, 3, 4, 8, 16]) ?? 1
    let rows = oneIn(2) ? int(3...9) : int(3...14)
    let shape: Shape = [batch, channels, rows, oneIn(2) ? rows : int(3...12)]
    guard shape.elementCount <= Self.largest else { return nil }
    return source(shape, isShared: oneIn(5))
  }

  /// Adds a bias and an activation to what is computed last.
  mutating func biasAndActivation() -> Value? {
    guard let last = realValue() else { return nil }
    let shape = shape(of: last)
    let axis = shape.rank == 4 ? 1 : shape.rank - 1
    guard axis >= 0, let bias = source([shape[axis]], isShared: oneIn(2)) else { return nil }
    let order: [Int?] = shape.extents.indices.map { $0 == axis ? 0 : nil }
    guard let spread = add(.dimshuffle(order), [bias]), let sum = add(.add, last, spread) else {
      return nil
    }
    return add(one(of: [.tanh, .tanh, .relu, .sigmoid, .rectify]) ?? .tanh, sum)
  }

  /// Adds a convolution with pooling, bias and activation, in either order.
  mutating func convolutionBlock() -> Value? {
    guard convolution() != nil else { return nil }
    if oneIn(2) {
      return pooling() == nil ? nil : biasAndActivation()
    }
    return biasAndActivation() == nil ? nil : pooling()
  }

  /// Adds a pooling of what is scaled, by a negative number too.
  mutating func scaledPooling() -> Value? {
    guard let images = realValue(rank: 4), let factor = constant(one(of: [0.5, -0.75, 2]) ?? 1)
    else { return nil }
    guard let scaled = add(.multiply, images, factor) else { return nil }
    return add(.pool2d(Pooling(window: [2, 2], ignoresBorder: oneIn(2))), [scaled])
  }

  /// Adds what has mean 0 and variance 1 along some axes.
  mutating func normalization() -> Value? {
    guard let last = realValue() else { return nil }
    let shape = shape(of: last)
    let axes = shape.rank == 4 ? [0, 2, 3] : [0]
    guard shape.rank == 4 || shape.rank == 2 else { return nil }
    let count = axes.reduce(1) { $0 * shape[$1] }
    guard let divisor = constant(Double(count)), let small = constant(0.01),
      let sum = add(.reduce(.sum, axes: axes, keepsDimensions: true), [last]),
      let mean = add(.divide, sum, divisor), let centered = add(.subtract, last, mean),
      let squares = add(.multiply, centered, centered),
      let total = add(.reduce(.sum, axes: axes, keepsDimensions: true), [squares]),
      let variance = add(.divide, total, divisor), let moved = add(.add, variance, small),
      let deviation = add(.sqrt, moved)
    else { return nil }
    return add(.divide, centered, deviation)
  }
}
