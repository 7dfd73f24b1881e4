import GraphIR

extension Pass {
  /// Takes zeros around images into the convolution that reads them.
  ///
  ///     %1 = place(0 ..< 8, 0 ..< 3, 1 ..< 29, 1 ..< 29) %0 : float(8, 3, 30, 30)
  ///     %2 = conv2d %1, %filters : float(8, 16, 28, 28)
  ///
  /// becomes
  ///
  ///     %2 = conv2d(pads: [1, 1, 1, 1]) %0, %filters : float(8, 16, 28, 28)
  ///
  /// and so do both gradients: the one at the filters reads the images, and the one at the images,
  /// of which only the part without the zeros is read, is computed for that part alone. Padded
  /// images are then never in memory.
  public static let foldPadding = Pass(name: "fold-padding") { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      switch node.operation {
      case .conv2d(let convolution):
        guard let (images, padding) = rewriter.padding(of: node.operands[0]) else { return nil }
        return try rewriter.add(
          .conv2d(convolution.padded(convolution.padding + padding)), [images, node.operands[1]],
          for: node)
      case .conv2dFilterGradient(let convolution, let filters):
        guard let (images, padding) = rewriter.padding(of: node.operands[0]) else { return nil }
        return try rewriter.add(
          .conv2dFilterGradient(
            convolution.padded(convolution.padding + padding), filterShape: filters),
          [images, node.operands[1]], for: node)
      case .slice(let part):
        let gradient = rewriter[node.operands[0]]
        guard case .conv2dInputGradient(let convolution, let shape) = gradient.operation,
          let padding = Convolution.Padding(around: part, in: shape)
        else { return nil }
        return try rewriter.add(
          .conv2dInputGradient(
            convolution.padded(convolution.padding + padding), inputShape: part.shape),
          gradient.operands, for: node)
      default:
        return nil
      }
    }
  }
}

extension GraphRewriter {
  /// The images that a value is but for zeros around them, and the numbers of these.
  fileprivate func padding(of value: Value) -> (images: Value, padding: Convolution.Padding)? {
    let node = self[value]
    guard case .place(let part, let shape) = node.operation,
      let padding = Convolution.Padding(around: part, in: shape)
    else { return nil }
    return (node.operands[0], padding)
  }
}

extension Convolution.Padding {
  /// What lies around a part of images (N, C, H, W), or `nil` where the part is none of whole
  /// images in one piece.
  fileprivate init?(around part: Slicing, in shape: Shape) {
    guard shape.rank == 4, !part.extents.contains(0), part.steps.suffix(2) == [1, 1],
      part.isWhole(axis: 0, of: shape[0]), part.isWhole(axis: 1, of: shape[1])
    else { return nil }
    self.init(
      before: [part.starts[2], part.starts[3]],
      after: [2, 3].map { shape[$0] - part.starts[$0] - part.extents[$0] })
  }

  fileprivate static func + (first: Self, second: Self) -> Self {
    Self(
      before: zip(first.before, second.before).map { $0 + $1 },
      after: zip(first.after, second.after).map { $0 + $1 })
  }
}
