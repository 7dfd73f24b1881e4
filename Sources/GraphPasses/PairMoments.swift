import GraphIR

extension Pass {
  /// Takes the mean and the variance of each channel from sums and squares of planes, so that what
  /// a convolution leaves is read once for both.
  ///
  ///     %1 = sum(axes: [0, 2, 3]) %0 : float(32,)
  ///     …                                                 %2 is some center of each channel
  ///     %3 = subtract %0, %2 : float(128, 32, 16, 16)
  ///     %4 = multiply %3, %3 : float(128, 32, 16, 16)
  ///     %5 = sum(axes: [0, 2, 3]) %4 : float(32,)
  ///
  /// becomes
  ///
  ///     %1, %2 = planeMoments %0 : float(128, 32), float(128, 32)
  ///     %3 = sum(axes: [0]) %1 : float(32,)
  ///     …                                                 %4 is the same center
  ///     %5 = … the squares of a plane about the center    256 * (%1 / 256 - %4)^2 + %2
  ///     %6 = sum(axes: [0]) %5 : float(32,)
  ///
  /// which is how Chan, Golub and LeVeque (Updating Formulae and a Pairwise Algorithm for Computing
  /// Sample Variances, 1979) merge the variances of parts: the squares of a part about any center
  /// are those about its own mean, and for each element the square of the distance of the two. All
  /// terms are positive, so that nothing cancels, and no term depends on other images: processes
  /// that share a minibatch have the same bits.
  public static let pairMoments = Pass(name: "pair-moments", .otherOrder) { graph in
    let search = MomentSearch(graph)
    var moments: [Value: Value] = [:]
    return try GraphRewriter.rewrite(graph) { index, node, rewriter in
      guard let role = search.roles[index] else { return nil }
      let images = try rewriter.moved(role.images)
      let sums = try moments[images] ?? rewriter.add(.planeMoments, [images], for: node)
      moments[images] = sums
      var terms = sums
      if let center = role.center {
        terms = try rewriter.squares(
          of: sums, size: role.planeSize, about: rewriter.moved(center), for: node)
      }
      let total = try rewriter.add(
        .reduce(.sum, axes: [0], keepsDimensions: false), [terms], for: node)
      let shape = node.types[0].shape
      return rewriter.type(of: total).shape == shape
        ? total : try rewriter.add(.reshape(shape), [total], for: node)
    }
  }
}

/// The sums of channels that are taken from planes.
private struct MomentSearch {
  /// What is summed of a channel.
  struct Role {
    /// A value (N, C, H, W).
    let images: Value
    /// What is subtracted before elements are squared; they are summed as they are without it.
    let center: Value?
    let planeSize: Int
  }

  /// Planes of fewer elements are not worth two numbers each.
  private static let leastSize = 16

  /// The role of each node that is such a sum.
  private(set) var roles: [Int: Role] = [:]

  init(_ graph: Graph) {
    let isLive = graph.liveNodes
    var sums: [Value: [Int]] = [:]
    var squares: [Value: [Int]] = [:]
    for (index, node) in graph.nodes.enumerated() where isLive[index] {
      guard case .reduce(.sum, let axes, _) = node.operation, Set(axes) == [0, 2, 3],
        graph.type(of: node.operands[0]).shape.rank == 4
      else { continue }
      let role = Self.role(of: node.operands[0], in: graph)
      let type = graph.type(of: role.images)
      guard type.elementType.isFloatingPoint, role.planeSize >= Self.leastSize,
        Self.isConvolved(role.images, in: graph)
      else { continue }
      roles[index] = role
      if role.center == nil {
        sums[role.images, default: []].append(index)
      } else {
        squares[role.images, default: []].append(index)
      }
    }
    // One of the two alone is read once as it is.
    roles = roles.filter { sums[$0.value.images] != nil && squares[$0.value.images] != nil }
  }

  private static func role(of terms: Value, in graph: Graph) -> Role {
    func role(_ images: Value, _ center: Value?) -> Role {
      let shape = graph.type(of: images).shape
      return Role(images: images, center: center, planeSize: shape[2] * shape[3])
    }
    let node = graph[terms]
    guard node.function == .multiply, node.operands[0] == node.operands[1] else {
      return role(terms, nil)
    }
    let difference = graph[node.operands[0]]
    let shape = node.types[0].shape
    guard difference.function == .subtract, difference.types[0].shape == shape else {
      return role(terms, nil)
    }
    for (images, center) in [(0, 1), (1, 0)].map({
      (difference.operands[$0.0], difference.operands[$0.1])
    }) {
      let spread = graph.type(of: center).shape.padded(toRank: 4)
      if graph.type(of: images).shape == shape, [0, 2, 3].allSatisfy({ spread[$0] == 1 }) {
        return role(images, center)
      }
    }
    return role(terms, nil)
  }

  /// Whether a value is a convolution's, or computed of one element by element, as where a bias is
  /// added: it then lies with images innermost.
  private static func isConvolved(_ value: Value, in graph: Graph) -> Bool {
    func isConvolution(_ value: Value) -> Bool {
      if case .conv2d = graph[value].operation { true } else { false }
    }
    guard case .elementwise(_, let shape) = graph[value].operation else {
      return isConvolution(value)
    }
    return graph[value].operands.contains {
      graph.type(of: $0).shape == shape && isConvolution($0)
    }
  }
}

extension GraphRewriter {
  /// The squares of the elements of planes about the center of their channel.
  fileprivate mutating func squares(
    of sums: Value, size: Int, about center: Value, for node: Node
  ) throws -> Value {
    let element = type(of: sums).elementType
    let number = Literal(Double(size), type: TensorType(element, .scalar))
    let count = try add(.constant(number), for: node)
    let mean = try add(.divide, [sums, count], for: node)
    let channels = Shape([type(of: center).shape.elementCount])
    let center = try add(.reshape(channels), [center], for: node)
    let distance = try add(.subtract, [mean, center], for: node)
    let square = try add(.multiply, [distance, distance], for: node)
    let distances = try add(.multiply, [count, square], for: node)
    return try add(
      .add, [Value(node: sums.node, result: sums.result + 1), distances], for: node)
  }
}
