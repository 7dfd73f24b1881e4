import Croton

extension FuzzProgram {
  private mutating func padding() -> ConvolutionPadding {
    switch int(0...4) {
    case 0: .valid
    case 1: .full
    case 2: .half
    case 3: .symmetric(rows: small(), columns: small())
    default: .explicit(top: small(), bottom: small(), left: small(), right: small())
    }
  }

  /// Images and filters that may fit, or anything.
  private mutating func convolved() -> (Tensor<Float>, Tensor<Float>) {
    if bool() { return (float(), float()) }
    let channels = int(1...3)
    let images = Tensor<Float>.placeholder(
      "images", shape: [bool() ? int(1...3) : extent(), channels, small(), small()])
    let filters = Tensor<Float>.placeholder(
      "filters", shape: [small(), channels, int(1...3), int(1...3)])
    floats += [images, filters]
    inputs += [images, filters]
    return (images, filters)
  }

  /// Products, convolutions and pooling.
  static let networkSteps: [Step] = [
    Step("dot") { $0.floats.append(dot($0.float(), $0.float())) },
    Step("matmul") { $0.floats.append(matmul($0.float(), $0.float())) },
    Step("outer") { $0.floats.append(outer($0.float(), $0.float())) },
    Step("conv2d") {
      let (images, filters) = $0.convolved()
      $0.floats.append(conv2d(images, filters: filters))
      $0.floats.append(
        conv2d(
          images, filters: filters, padding: $0.padding(), stride: $0.pair(), dilation: $0.pair(),
          groups: $0.small(), filterFlip: $0.bool()))
    },
    Step("conv2d") {
      let (images, filters) = $0.convolved()
      $0.floats.append(
        conv2d(
          images, filters: filters, connections: [$0.list { $0.small() }, [$0.small()]],
          padding: $0.padding(), stride: $0.pair(), dilation: $0.pair()))
    },
    Step("conv2dTransposed") {
      let (images, filters) = $0.convolved()
      $0.floats.append(
        conv2dTransposed(
          images, filters: filters, outputSize: $0.pair(), padding: $0.padding(),
          stride: $0.pair(), dilation: $0.pair(), groups: $0.small()))
    },
    Step("signalConv2d") {
      let (images, filters) = $0.convolved()
      $0.floats.append(
        signalConv2d(
          images, filters: filters, padding: $0.padding(), stride: $0.pair(),
          dilation: $0.pair()))
    },
    Step("maxPool2d") {
      $0.floats.append(
        $0.float().maxPool2d(
          $0.pair(), stride: $0.bool() ? $0.pair() : nil, ignoreBorder: $0.bool()))
    },
    Step("pool2d") {
      let modes: [Pooling.Mode] = [.max, .sum, .averageIncludingPadding, .averageExcludingPadding]
      $0.floats.append(
        $0.float().pool2d(
          $0.pair(), stride: $0.bool() ? $0.pair() : nil, padding: $0.bool() ? (0, 0) : $0.pair(),
          mode: modes[$0.int(0...3)], ignoreBorder: $0.bool(), ties: $0.bool() ? .all : .first,
          allowsEmpty: $0.bool()))
    },
  ]
}
