import GraphIR

/// A max-pooling of something that does not decrease with what it is computed of, element by
/// element, and all that reads that something.
struct MaxPoolCommutation {
  /// A gradient at the root or at something that is computed of it.
  enum Gradient {
    /// What the maxima of each window get.
    case atMaxima(Value)
    /// Another of these gradients, at this node, times or divided by something pointwise.
    case product(of: Int)
  }

  let pooling: Pooling
  /// The pooling's node.
  let pooled: Int
  /// What the pooling is to be of.
  let root: Value
  /// The nodes that compute something of the root, element by element; what is pooled is one.
  let pointwise: Set<Int>
  let gradients: [Int: Gradient]

  /// All commutations of a graph, in the order of their poolings.
  static func all(in graph: Graph) -> [MaxPoolCommutation] {
    let search = CommutationSearch(graph)
    return graph.nodes.indices.compactMap(search.match(pooling:))
  }
}

/// Looks for commutations in a graph.
private struct CommutationSearch {
  private let graph: Graph
  private let isLive: [Bool]
  private let users: [[Int]]
  private let rootNodes: Set<Int>

  init(_ graph: Graph) {
    self.graph = graph
    isLive = graph.liveNodes
    users = graph.liveUsers
    rootNodes = Set(graph.roots.map(\.value.node))
  }

  func match(pooling index: Int) -> MaxPoolCommutation? {
    guard isLive[index], case .pool2d(let pooling) = graph.nodes[index].operation,
      pooling.mode == .max, let (root, steps) = steps(below: graph.nodes[index].operands[0])
    else { return nil }
    let slopes = steps.filter { [.relu, .rectify].contains(graph.nodes[$0].function) }
    // Of those that tie at 0 the first gets the gradient, but need not be the maximum before it:
    // then the slope at the maximum has to be 0 too.
    guard pooling.ties == .all || slopes.allSatisfy({ graph.nodes[$0].function == .rectify }) else {
      return nil
    }
    let pointwise = nodes(computedOf: root)
    let gradients = gradients(through: index, pooling, pointwise, root)
    let unneeded = unneeded(pointwise, pooled: index, gradients)
    guard steps.allSatisfy(unneeded.contains),
      slopes.allSatisfy({ isSloped($0, gradients, pointwise) })
    else { return nil }
    return MaxPoolCommutation(
      pooling: pooling, pooled: index, root: root, pointwise: pointwise, gradients: gradients)
  }

  // MARK: What is computed element by element

  /// The value below all steps that do not decrease, and the steps.
  private func steps(below value: Value) -> (root: Value, steps: [Int])? {
    var root = value
    var steps: [Int] = []
    while let operand = operandOfStep(root) {
      steps.append(root.node)
      root = operand
    }
    return steps.isEmpty ? nil : (root, steps)
  }

  /// The operand of a node that does not decrease with it, nor depends on where in a window it is.
  private func operandOfStep(_ value: Value) -> Value? {
    let node = graph[value]
    guard let function = node.function else { return nil }
    switch function {
    case .tanh, .sigmoid, .exp, .softplus, .relu, .rectify:
      return graph.type(of: node.operands[0]) == node.types[0] ? node.operands[0] : nil
    case .add:
      return step(node, other: isSameForAWindow)
    case .multiply:
      return step(node, other: isPositiveConstant)
    default:
      return nil
    }
  }

  private func step(_ node: Node, other isAllowed: (Value) -> Bool) -> Value? {
    for (operand, other) in [(0, 1), (1, 0)] {
      if graph.type(of: node.operands[operand]) == node.types[0], isAllowed(node.operands[other]) {
        return node.operands[operand]
      }
    }
    return nil
  }

  private func isSameForAWindow(_ value: Value) -> Bool {
    graph.type(of: value).shape.extents.suffix(2).allSatisfy { $0 == 1 }
  }

  private func isPositiveConstant(_ value: Value) -> Bool {
    guard isSameForAWindow(value), case .real(let number) = graph[value].literal?.splat else {
      return false
    }
    return number > 0 && number.isFinite
  }

  /// All nodes that are computed of a value element by element, with nothing else than what is the
  /// same for a window.
  private func nodes(computedOf root: Value) -> Set<Int> {
    let shape = graph.type(of: root).shape
    var nodes: Set<Int> = []
    for index in graph.nodes.indices.dropFirst(root.node + 1) where isLive[index] {
      let node = graph.nodes[index]
      guard case .elementwise(_, shape) = node.operation else { continue }
      let reads = { (operand: Value) in operand == root || nodes.contains(operand.node) }
      if node.operands.contains(where: reads),
        node.operands.allSatisfy({ reads($0) || isSameForAWindow($0) })
      {
        nodes.insert(index)
      }
    }
    return nodes
  }

  /// Those nodes whose value nothing reads, once all is computed of the maxima.
  private func unneeded(
    _ pointwise: Set<Int>, pooled: Int, _ gradients: [Int: MaxPoolCommutation.Gradient]
  ) -> Set<Int> {
    var unneeded: Set<Int> = []
    for index in pointwise.sorted(by: >) {
      let isWantedElsewhere = users[index].contains {
        !unneeded.contains($0) && $0 != pooled && gradients[$0] == nil
      }
      if !isWantedElsewhere, !rootNodes.contains(index) { unneeded.insert(index) }
    }
    return unneeded
  }

  // MARK: Gradients

  /// The gradients of the pooling, and their products with what is computed of the root.
  private func gradients(
    through pooled: Int, _ pooling: Pooling, _ pointwise: Set<Int>, _ root: Value
  ) -> [Int: MaxPoolCommutation.Gradient] {
    let operand = graph.nodes[pooled].operands[0]
    var gradients: [Int: MaxPoolCommutation.Gradient] = [:]
    for index in graph.nodes.indices.dropFirst(pooled + 1) where isLive[index] {
      let node = graph.nodes[index]
      if node.operation == .maxPool2dGradient(pooling), node.operands[0] == operand,
        node.operands[1].node == pooled, !pointwise.contains(node.operands[2].node)
      {
        gradients[index] = .atMaxima(node.operands[2])
      } else if let inner = factor(node, where: { gradients[$0.node] != nil }) {
        let others = node.operands.filter { $0.node != inner }
        let isPointwise = others.allSatisfy {
          $0 == root || pointwise.contains($0.node) || isSameForAWindow($0)
        }
        if isPointwise, others.count < node.operands.count, node.types[0] == graph.type(of: root) {
          gradients[index] = .product(of: inner)
        }
      }
    }
    return gradients
  }

  /// The operand of a product, quotient or negation that the result is proportional to.
  private func factor(_ node: Node, where isGradient: (Value) -> Bool) -> Int? {
    switch node.function {
    case .multiply:
      let gradients = node.operands.filter(isGradient)
      return gradients.count == 1 ? gradients[0].node : nil
    case .divide, .negate:
      return isGradient(node.operands[0]) && !node.operands.dropFirst().contains(where: isGradient)
        ? node.operands[0].node : nil
    default:
      return nil
    }
  }

  /// Whether all gradients that are read are times the slope of an activation with flat parts,
  /// which is zero there.
  private func isSloped(
    _ activation: Int, _ gradients: [Int: MaxPoolCommutation.Gradient], _ pointwise: Set<Int>
  ) -> Bool {
    var sloped: Set<Int> = []
    for index in gradients.keys.sorted() {
      guard case .product(let inner) = gradients[index] else { continue }
      let hasSlope = graph.nodes[index].operands.contains { isSlope($0, of: activation) }
      if sloped.contains(inner) || hasSlope { sloped.insert(index) }
    }
    return gradients.keys.allSatisfy { index in
      sloped.contains(index)
        || !rootNodes.contains(index) && users[index].allSatisfy { gradients[$0] != nil }
    }
  }

  /// Whether a value is `0.5 + 0.5 sign(a)`, the slope of `relu` of a, or `sign(y)`, the slope of a
  /// `rectify` whose result is y.
  private func isSlope(_ value: Value, of activation: Int) -> Bool {
    let argument = graph.nodes[activation].operands[0]
    if graph.nodes[activation].function == .rectify {
      return graph[value].function == .sign && graph[value].operands[0].node == activation
    }
    let sum = graph[value]
    guard sum.function == .add, graph[sum.operands[0]].literal?.splat == .real(0.5) else {
      return false
    }
    let product = graph[sum.operands[1]]
    guard product.function == .multiply, graph[product.operands[0]].literal?.splat == .real(0.5)
    else { return false }
    let sign = graph[product.operands[1]]
    return sign.function == .sign && sign.operands[0] == argument
  }
}
