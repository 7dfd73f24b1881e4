/// Linear algebra and the operations of networks.
extension OperationParser {
  private static let convolutionAttributes = [
    "unflipped", "stride", "dilation", "groups", "pads",
  ]
  private static let poolingAttributes = [
    "window", "stride", "padding", "padding excluded", "border kept", "first of ties",
  ]
  private static let blockAttributes =
    ["sum", "average", "bias", "mask", "sums"]
    + ElementwiseFunction.withoutParameters.map(\.name)

  /// Reads the attributes of an operation, if the name is that of one of these.
  mutating func readNetwork(_ name: String) throws(TextError) -> Bool {
    switch name {
    case "dot":
      let sides = try scanner.attributes(["left transposed", "right transposed"])
      let (left, right) = (sides.has("left transposed"), sides.has("right transposed"))
      make = { _, _ in .dot(transposesLeft: left, transposesRight: right) }
    case "softmax": make = { _, _ in .softmax }
    case "softmaxGradient": make = { _, _ in .softmaxGradient }
    case "logSoftmax": make = { _, _ in .logSoftmax }
    case "conv2d", "conv2dInputGradient", "conv2dFilterGradient", "convolutionBlock",
      "convolutionBlockInputGradient", "convolutionBlockFilterGradient":
      try readConvolution(name)
    case "convolutionBlockBiasGradient":
      make = { _, _ in .convolutionBlockBiasGradient }
    case "maxPool2d", "sumPool2d", "averagePool2d", "sumPool2dGradient", "averagePool2dGradient",
      "maxPool2dGradient", "maxPool2dMaskedSum":
      try readPooling(name)
    default: return false
    }
    return true
  }

  private mutating func readConvolution(_ name: String) throws(TextError) {
    let mark = scanner.mark()
    let isBlock = name.hasPrefix("convolutionBlock")
    let attributes = try scanner.attributes(
      Self.convolutionAttributes + (isBlock ? Self.poolingAttributes + Self.blockAttributes : []))
    let convolution = attributes.convolution
    let pooling = attributes.pooling(attributes.modeInBlock)
    if name == "conv2d" {
      make = { _, _ in .conv2d(convolution) }
    } else if name == "conv2dInputGradient" {
      make = { _, type in
        .conv2dInputGradient(convolution, inputShape: type.shape)
      }
    } else if name == "conv2dFilterGradient" {
      make = { _, type in
        .conv2dFilterGradient(convolution, filterShape: type.shape)
      }
    } else if name == "convolutionBlock" {
      let block = ConvolutionBlock(
        convolution: convolution, pooling: pooling, hasBias: attributes.has("bias"),
        activation: attributes.activation, keepsMask: attributes.has("mask"),
        keepsSums: attributes.has("sums"))
      make = { _, _ in .convolutionBlock(block) }
    } else {
      guard let pooling else { throw scanner.error("expected a 'window'", at: mark) }
      make = { _, type in
        name == "convolutionBlockInputGradient"
          ? .convolutionBlockInputGradient(convolution, pooling, inputShape: type.shape)
          : .convolutionBlockFilterGradient(convolution, pooling, filterShape: type.shape)
      }
    }
  }

  private mutating func readPooling(_ name: String) throws(TextError) {
    let mark = scanner.mark()
    let attributes = try scanner.attributes(Self.poolingAttributes)
    let mode: Pooling.Mode =
      name.hasPrefix("max") ? .max : name.hasPrefix("sum") ? .sum : attributes.average
    guard let pooling = attributes.pooling(mode) else {
      throw scanner.error("expected a 'window'", at: mark)
    }
    make = { _, type in
      switch name {
      case "maxPool2dGradient": .maxPool2dGradient(pooling)
      case "maxPool2dMaskedSum": .maxPool2dMaskedSum(pooling)
      case "sumPool2dGradient", "averagePool2dGradient":
        .pool2dGradient(pooling, inputShape: type.shape)
      default: .pool2d(pooling)
      }
    }
  }
}
