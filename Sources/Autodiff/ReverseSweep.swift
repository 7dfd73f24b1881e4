import GraphIR

/// Walks from costs back to the parameters and adds up gradients on the way.
///
/// Nodes are visited from the last to the first, so that all users of a value have contributed to
/// its gradient before it is passed on. Sums are taken in the order of the visits, which makes the
/// result the same every time.
struct ReverseSweep {
  private(set) var builder: GraphBuilder
  private let parameters: [Value]
  private let seeds: [(value: Value, gradient: Value?)]
  private let known: [Int: Value]
  /// For each node, whether it is a parameter or passes a gradient on to one.
  private let leadsToParameter: [Bool]
  /// For each node, whether a seed depends on it, be it through steps that pass no gradient on.
  private let isConnected: [Bool]

  /// - Parameters:
  ///   - seeds: values and what they get besides what flows back to them, or `nil` for ones.
  ///   - known: values and what they get in place of what flows back to them.
  init(
    builder: GraphBuilder, parameters: [Value], seeds: [(value: Value, gradient: Value?)],
    known: [Autodiff.KnownGradient] = []
  ) {
    self.builder = builder
    self.parameters = parameters
    self.seeds = seeds
    self.known = known.reduce(into: [:]) { $0[$1.value.node] = $1.gradient }
    var leads = [Bool](repeating: false, count: builder.nodes.count)
    for parameter in parameters { leads[parameter.node] = true }
    for (index, node) in builder.nodes.enumerated() {
      for operand in node.operands
      where leads[operand.node] && Self.passes(through: node, to: builder.type(of: operand)) {
        leads[index] = true
      }
    }
    leadsToParameter = leads
    var connected = [Bool](repeating: false, count: builder.nodes.count)
    for value in seeds.map(\.value) + known.map(\.value) { connected[value.node] = true }
    for (index, node) in builder.nodes.enumerated().reversed() where connected[index] {
      for (position, operand) in node.operands.enumerated()
      where !node.operation.isIndex(operand: position) {
        connected[operand.node] = true
      }
    }
    isConnected = connected
  }

  /// Only floating-point numbers have gradients: comparisons, labels, positions and integers
  /// neither get nor pass on any.
  private static func passes(through node: Node, to operand: TensorType) -> Bool {
    if case .elementwise(let program, _) = node.operation, program.steps.count == 1,
      program.steps[0].function == .stopGradient
    {
      return false
    }
    return node.types[0].elementType.isFloatingPoint && operand.elementType.isFloatingPoint
  }

  /// Adds the gradient at each parameter.
  mutating func gradients(disconnected: DisconnectedParameters) throws -> [Value] {
    let count = leadsToParameter.count
    var contributions = [[Value]](repeating: [], count: count)
    var gradients = [Value?](repeating: nil, count: count)
    for (value, gradient) in seeds {
      contributions[value.node].append(
        try gradient
          ?? builder.constant(1, builder.type(of: value), at: builder.nodes[value.node].location))
    }
    for index in (0..<count).reversed() where leadsToParameter[index] {
      let node = builder.nodes[index]
      guard let gradient = try known[index] ?? sum(contributions[index], for: node) else {
        continue
      }
      gradients[index] = gradient
      var rules = GradientRules(
        builder: builder, node: node, result: Value(node: index), gradient: gradient)
      // Handed over: were there two builders, the first addition would copy all nodes.
      builder = GraphBuilder()
      defer { builder = rules.builder }
      for (position, operand) in node.operands.enumerated()
      where leadsToParameter[operand.node]
        && Self.passes(through: node, to: rules.builder.type(of: operand))
      {
        contributions[operand.node].append(try rules.gradient(atOperand: position))
      }
    }
    return try parameters.enumerated().map { position, parameter in
      if let gradient = gradients[parameter.node] { return gradient }
      guard isConnected[parameter.node] || disconnected == .zero else {
        throw GradientError.disconnected(parameter: position)
      }
      let node = builder.nodes[parameter.node]
      let zeros = try builder.constant(0, builder.type(of: parameter), at: node.location)
      if let name = node.name { builder.name(zeros, "d\(name)") }
      return zeros
    }
  }

  /// The sum of what the users of a node contribute to its gradient, or nothing where none does.
  private mutating func sum(_ contributions: [Value], for node: Node) throws -> Value? {
    guard var total = contributions.first else { return nil }
    for contribution in contributions.dropFirst() {
      total = try builder.add(.add, [total, contribution], at: node.location)
    }
    // What the caller brought along keeps the name it has.
    let isNew = total.node >= leadsToParameter.count
    if let name = node.name, isNew, builder.nodes[total.node].name == nil {
      builder.name(total, "d\(name)")
    }
    return total
  }
}

extension Operation {
  /// Whether an operand only says which elements are taken, so that the results do not depend on it
  /// as they do on numbers (Theano's `connection_pattern`).
  fileprivate func isIndex(operand position: Int) -> Bool {
    switch self {
    case .sliceRows, .take, .scatterAdd, .gatherByLabel, .scatterByLabel: position == 1
    default: false
    }
  }
}
