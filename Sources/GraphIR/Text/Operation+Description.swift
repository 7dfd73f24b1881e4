extension Operation: CustomStringConvertible {
  /// The operation with its attributes, as `reshape(500, 784)`.
  public var description: String {
    switch self {
    case .input(let index, _), .shared(let index, _): "\(name)(\(index))"
    case .constant(let literal): "constant(\(literal))"
    case .elementwise(let program, _):
      program.steps.count == 1 && program == ScalarProgram(program.steps[0].function)
        ? program.steps[0].function.description : "elementwise { \(program) }"
    case .reshape(let shape): "reshape\(shape)"
    case .dimshuffle(let order):
      "dimshuffle(\(order.map { $0.map(String.init) ?? "x" }.joined(separator: ", ")))"
    case .iota(let shape): "iota\(shape)"
    case .sliceRows(let count): "sliceRows(\(count))"
    case .slice(let slicing): "slice(\(slicing))"
    case .place(let slicing, _): "place(\(slicing))"
    case .concatenate(let axis, _): "concatenate(axis: \(axis))"
    case .take(let batchAxes): batchAxes == 0 ? name : "\(name)(batchAxes: \(batchAxes))"
    case .scatterAdd(let rows, let batchAxes):
      "\(name)(rows: \(rows)\(batchAxes == 0 ? "" : ", batchAxes: \(batchAxes)"))"
    case .scatterByLabel(let classes): "scatterByLabel(\(classes))"
    case .reduce(_, let axes, let keeps):
      "\(name)(axes: \(axes)\(keeps ? ", keepingDimensions" : ""))"
    case .argmax(let axis): "argmax(axis: \(axis))"
    case .dot(let left, let right):
      left || right
        ? "dot(\([left ? "left transposed" : nil, right ? "right transposed" : nil].compactMap { $0 }.joined(separator: ", ")))"
        : "dot"
    case .conv2d(let convolution), .conv2dInputGradient(let convolution, _),
      .conv2dFilterGradient(let convolution, _):
      "\(name)\(convolution)"
    case .pool2d(let pooling), .pool2dGradient(let pooling, _), .maxPool2dGradient(let pooling),
      .maxPool2dMaskedSum(let pooling):
      "\(name)(\(pooling))"
    case .convolutionBlock(let block): "\(name)(\(block))"
    case .convolutionBlockInputGradient(let convolution, let pooling, _),
      .convolutionBlockFilterGradient(let convolution, let pooling, _):
      "\(name)(\((convolution.attributes + [pooling.textInBlock]).joined(separator: ", ")))"
    case .allReduce, .convolutionBlockBiasGradient, .custom, .gatherByLabel, .planeMoments,
      .softmax, .softmaxGradient, .logSoftmax:
      name
    }
  }
}

extension ElementwiseFunction: CustomStringConvertible {
  /// The name, with the types and the bounds that belong to it: `cast(float)`.
  public var description: String {
    switch self {
    case .cast(let type), .uniform(let type): "\(name)(\(type.rawValue))"
    case .clipGradient(let low, let high): "\(name)(\(low), \(high))"
    default: name
    }
  }
}

extension ScalarProgram: CustomStringConvertible {
  /// Steps as `t2 = multiply a0 a1; tanh t2`.
  public var description: String {
    func argument(_ index: Int) -> String { index < operandCount ? "a\(index)" : "t\(index)" }
    return steps.enumerated().map { index, step in
      let call = "\(step.function) " + step.arguments.map(argument).joined(separator: " ")
      return index + 1 == steps.count ? call : "t\(operandCount + index) = \(call)"
    }.joined(separator: "; ")
  }
}

extension Literal: CustomStringConvertible {
  /// Its first eight elements, as `[1.0, 2.0]`; of equal elements one.
  public var description: String { text(elements: 8) }

  /// All elements.
  package var fullText: String { text(elements: scalars.count) }

  private func text(elements: Int) -> String {
    let shown = scalars.prefix(elements).map(\.description).joined(separator: ", ")
    return scalars.count == 1 ? shown : "[\(shown)\(scalars.count > elements ? ", …" : "")]"
  }
}

extension Convolution: CustomStringConvertible {
  /// What is not as it is by default, as `(stride: [2, 2])`.
  public var description: String {
    attributes.isEmpty ? "" : "(\(attributes.joined(separator: ", ")))"
  }

  /// What is not as it is by default.
  fileprivate var attributes: [String] {
    var parts: [String] = []
    if !flipsFilters { parts.append("unflipped") }
    if stride != [1, 1] { parts.append("stride: \(stride)") }
    if dilation != [1, 1] { parts.append("dilation: \(dilation)") }
    if groups != 1 { parts.append("groups: \(groups)") }
    if padding != .none { parts.append("pads: \(padding.sides)") }
    return parts
  }
}

extension Convolution.Padding {
  /// The zeros above, below, left and right.
  var sides: [Int] { [before[0], after[0], before[1], after[1]] }

  /// - Parameter sides: the zeros above, below, left and right.
  init(sides: [Int]) {
    self.init(before: [sides[0], sides[2]], after: [sides[1], sides[3]])
  }
}

extension Pooling: CustomStringConvertible {
  /// The window, and what is not as it is by default.
  public var description: String {
    var parts = ["window: \(window)"]
    if stride != window { parts.append("stride: \(stride)") }
    if padding != [0, 0] { parts.append("padding: \(padding)") }
    if mode == .averageExcludingPadding { parts.append("padding excluded") }
    if !ignoresBorder { parts.append("border kept") }
    if ties == .first { parts.append("first of ties") }
    return parts.joined(separator: ", ")
  }
}

extension Pooling {
  /// The attributes with the mode, where the operation's name does not tell it.
  fileprivate var textInBlock: String {
    switch mode {
    case .max: description
    case .sum: "sum, \(description)"
    case .averageIncludingPadding, .averageExcludingPadding: "average, \(description)"
    }
  }
}

extension ConvolutionBlock: CustomStringConvertible {
  /// The parts of the block, as `window: [2, 2], bias, tanh`.
  public var description: String {
    var parts = convolution.attributes
    if let pooling { parts.append(pooling.textInBlock) }
    if hasBias { parts.append("bias") }
    if let activation { parts.append("\(activation)") }
    if keepsMask { parts.append("mask") }
    if keepsSums { parts.append("sums") }
    return parts.joined(separator: ", ")
  }
}
