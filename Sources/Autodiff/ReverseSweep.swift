import GraphIR

/// Walks from a cost back to the parameters and adds up gradients on the way.
///
/// Nodes are visited from the last to the first, so that all users of a value have contributed to
/// its gradient before it is passed on. Sums are taken in the order of the visits, which makes the
/// result the same every time.
struct ReverseSweep {
  private(set) var builder: GraphBuilder
  private let parameters: [Value]
  /// For each node, whether it is a parameter or passes a gradient on to one.
  private let leadsToParameter: [Bool]

  init(builder: GraphBuilder, parameters: [Value]) {
    self.builder = builder
    self.parameters = parameters
    var leads = [Bool](repeating: false, count: builder.nodes.count)
    for parameter in parameters { leads[parameter.node] = true }
    for (index, node) in builder.nodes.enumerated() {
      for operand in node.operands
      where leads[operand.node] && Self.passes(through: node, to: builder.type(of: operand)) {
        leads[index] = true
      }
    }
    leadsToParameter = leads
  }

  /// Only floating-point numbers have gradients: comparisons, labels, positions and integers
  /// neither get nor pass on any.
  private static func passes(through node: Node, to operand: TensorType) -> Bool {
    node.types[0].elementType.isFloatingPoint && operand.elementType.isFloatingPoint
  }

  /// Adds the gradient of the cost at each parameter.
  mutating func gradients(of cost: Value) throws -> [Value] {
    var contributions = [[Value]](repeating: [], count: builder.nodes.count)
    var gradients = [Value?](repeating: nil, count: builder.nodes.count)
    contributions[cost.node] = [
      try builder.constant(1, builder.type(of: cost), at: builder.nodes[cost.node].location)
    ]
    for index in stride(from: cost.node, through: 0, by: -1) where leadsToParameter[index] {
      let node = builder.nodes[index]
      guard let gradient = try sum(contributions[index], for: node) else { continue }
      gradients[index] = gradient
      for (position, operand) in node.operands.enumerated()
      where leadsToParameter[operand.node]
        && Self.passes(through: node, to: builder.type(of: operand))
      {
        var rules = GradientRules(
          builder: builder, node: node, result: Value(node: index), gradient: gradient)
        contributions[operand.node].append(try rules.gradient(atOperand: position))
        builder = rules.builder
      }
    }
    return try parameters.enumerated().map { position, parameter in
      guard let gradient = gradients[parameter.node] else {
        throw GradientMistake.disconnected(parameter: position)
      }
      return gradient
    }
  }

  /// The sum of what the users of a node contribute to its gradient, or nothing where none does.
  private mutating func sum(_ contributions: [Value], for node: Node) throws -> Value? {
    guard var total = contributions.first else { return nil }
    for contribution in contributions.dropFirst() {
      total = try builder.add(.add, [total, contribution], at: node.location)
    }
    if let name = node.name, builder.nodes[total.node].name == nil {
      builder.name(total, "d\(name)")
    }
    return total
  }
}
