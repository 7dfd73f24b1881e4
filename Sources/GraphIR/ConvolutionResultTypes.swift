extension Operation {
  /// The type of the output of a convolution.
  func convolvedType(
    _ convolution: Convolution, _ input: TensorType, _ filters: TensorType
  ) throws(OperandError) -> TensorType {
    guard input.shape.rank == 4 else {
      throw .rank(operation: "conv2d", operand: "input", expected: 4, found: input.shape)
    }
    guard filters.shape.rank == 4 else {
      throw .rank(operation: "conv2d", operand: "filters", expected: 4, found: filters.shape)
    }
    try expectEqualElementTypes(input, filters)
    try expectSteps(convolution.stride, "stride")
    try expectSteps(convolution.dilation, "dilation")
    guard convolution.padding.isPossible else { throw .convolutionPadding(convolution.padding) }
    try expectChannels(convolution, input.shape, filters.shape)
    let output = convolution.outputShape(input: input.shape, filters: filters.shape)
    guard output[2] >= 1, output[3] >= 1, filters.shape[2] >= 1, filters.shape[3] >= 1 else {
      throw .filtersTooLarge(convolution, input: input.shape, filters: filters.shape)
    }
    guard input.shape[2] >= 1, input.shape[3] >= 1 else { throw .imagesEmpty(input.shape) }
    try expectComputable(
      output.extents + filters.shape.extents.dropFirst(), of: input.shape, filters.shape)
    return TensorType(input.elementType, output)
  }

  /// The type of the gradient at the input of the given shape, from the filters and a gradient.
  func inputGradientType(
    _ convolution: Convolution, _ inputShape: Shape, _ filters: TensorType, _ gradient: TensorType
  ) throws(OperandError) -> TensorType {
    let input = TensorType(filters.elementType, inputShape)
    try expectPossible(input)
    try expectSame(gradient, as: convolvedType(convolution, input, filters), "gradient")
    return input
  }

  /// The type of the gradient at filters of the given shape, from the input and a gradient.
  func filterGradientType(
    _ convolution: Convolution, _ filterShape: Shape, _ input: TensorType, _ gradient: TensorType
  ) throws(OperandError) -> TensorType {
    let filters = TensorType(input.elementType, filterShape)
    try expectPossible(filters)
    try expectSame(gradient, as: convolvedType(convolution, input, filters), "gradient")
    return filters
  }

  private func expectSteps(_ steps: [Int], _ what: String) throws(OperandError) {
    guard steps.count == 2, steps.allSatisfy({ $0 >= 1 }) else {
      throw .stepsInvalid(what: what, steps)
    }
  }

  /// Checks that channels and filters can be cut into the groups, and that the filters have the
  /// channels of one group.
  private func expectChannels(
    _ convolution: Convolution, _ input: Shape, _ filters: Shape
  ) throws(OperandError) {
    let groups = convolution.groups
    guard groups != 1 else {
      guard input[1] == filters[1] else { throw .channelsDiffer(input: input, filters: filters) }
      return
    }
    guard groups >= 1, input[1].isMultiple(of: groups), filters[0].isMultiple(of: groups) else {
      throw .groupsInvalid(groups, input: input, filters: filters)
    }
    guard input[1] / groups == filters[1] else {
      throw .groupedChannelsDiffer(groups, input: input, filters: filters)
    }
  }
}
