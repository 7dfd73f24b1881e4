import GraphIR

/// A node that looks at what its operands compute.
struct Term {
  let node: Node
  private let nodes: [Node]

  init(_ node: Node, in nodes: [Node]) {
    self.node = node
    self.nodes = nodes
  }

  /// The node that computes an operand.
  func operand(_ position: Int) -> Node { nodes[node.operands[position].node] }

  /// The value of an operand of the given function, if it is the same known element everywhere.
  func splat(_ position: Int, of function: ElementwiseFunction) -> Literal.Scalar? {
    node.function == function ? operand(position).literal?.splat : nil
  }

  /// The type of an operand.
  func type(_ position: Int) -> TensorType {
    operand(position).types[node.operands[position].result]
  }
}

/// A way to write a node more simply.
///
/// Rules hold for every operand, bit by bit: NaN, infinities and -0 are never assumed away. That is
/// why there is no `x * 0 -> 0` and no `x - x -> 0`, which are wrong for NaN and infinities.
struct AlgebraRule: Sendable {
  /// What a node becomes.
  enum Replacement {
    /// A value that has the node's elements, if need be spread over the node's shape.
    case value(Value)
    case node(Operation, [Value])
  }

  private let apply: @Sendable (Term) -> Replacement?

  private init(_ apply: @escaping @Sendable (Term) -> Replacement?) {
    self.apply = apply
  }

  /// The replacement of the first rule that fits.
  static func replacement(for term: Term) -> Replacement? {
    for rule in all {
      if let replacement = rule.apply(term) { return replacement }
    }
    return nil
  }

  static let all: [AlgebraRule] = [
    // stopGradient x -> x and clipGradient x -> x: gradients have been taken by now.
    AlgebraRule { term in
      switch term.node.function {
      case .stopGradient, .clipGradient: term.keep(0)
      default: nil
      }
    },

    // x * 1 -> x and 1 * x -> x: exact for every x, and NaN stays NaN.
    AlgebraRule { $0.splat(1, of: .multiply)?.isOne == true ? $0.keep(0) : nil },
    AlgebraRule { $0.splat(0, of: .multiply)?.isOne == true ? $0.keep(1) : nil },

    // x / 1 -> x: exact, as above.
    AlgebraRule { $0.splat(1, of: .divide)?.isOne == true ? $0.keep(0) : nil },

    // x + -0.0 -> x and -0.0 + x -> x: exact. For reals x + 0.0 is not x, since -0.0 + 0.0 is 0.0.
    // Integers have one zero only.
    AlgebraRule { $0.splat(1, of: .add)?.isNeutralForAddition == true ? $0.keep(0) : nil },
    AlgebraRule { $0.splat(0, of: .add)?.isNeutralForAddition == true ? $0.keep(1) : nil },

    // x - 0.0 -> x: exact, since it is x + -0.0; for the same reason not x - -0.0.
    AlgebraRule { $0.splat(1, of: .subtract)?.isPositiveZero == true ? $0.keep(0) : nil },

    // -(-x) -> x: the sign changes twice, that of NaN too. The least integer is its own negative.
    AlgebraRule { term in
      guard term.node.function == .negate, term.operand(0).function == .negate else { return nil }
      return .value(term.operand(0).operands[0])
    },

    // broadcast(x) -> x where the shape is x's own: nothing moves.
    AlgebraRule { term in
      term.node.function == .identity && term.type(0) == term.node.types[0] ? term.keep(0) : nil
    },

    // f(broadcast(x), y) -> f(x, y): f spreads its operands over its own shape anyway.
    AlgebraRule { term in
      guard case .elementwise = term.node.operation,
        term.node.operands.indices.contains(where: { term.operand($0).function == .identity })
      else { return nil }
      let operands = term.node.operands.enumerated().map { position, operand in
        term.operand(position).function == .identity ? term.operand(position).operands[0] : operand
      }
      return .node(term.node.operation, operands)
    },

    // cast(x) -> x where the type is x's own: nothing is converted.
    AlgebraRule { term in
      term.node.function == .cast(term.node.types[0].elementType)
        && term.type(0).elementType == term.node.types[0].elementType ? term.keep(0) : nil
    },

    // reshape(x) -> x where the shape is x's own: nothing moves.
    AlgebraRule { term in
      guard case .reshape(let shape) = term.node.operation, term.type(0).shape == shape else {
        return nil
      }
      return term.keep(0)
    },

    // reshape(reshape(x)) -> reshape(x): the row-major order of the elements is kept by both.
    AlgebraRule { term in
      guard case .reshape = term.node.operation, case .reshape = term.operand(0).operation else {
        return nil
      }
      return .node(term.node.operation, term.operand(0).operands)
    },

    // dimshuffle(x) -> x where all axes stay where they are.
    AlgebraRule { term in
      guard case .dimshuffle(let order) = term.node.operation,
        order == Array(0..<term.type(0).shape.rank)
      else { return nil }
      return term.keep(0)
    },

    // dimshuffle(dimshuffle(x)) -> dimshuffle(x): an axis comes from where the axis it comes from
    // comes from, and is new where one of the two is. Axes left out have extent 1 either way.
    AlgebraRule { term in
      guard case .dimshuffle(let outer) = term.node.operation,
        case .dimshuffle(let inner) = term.operand(0).operation
      else { return nil }
      return .node(.dimshuffle(outer.map { $0.flatMap { inner[$0] } }), term.operand(0).operands)
    },
  ]
}

extension Term {
  /// The node is what one of its operands is.
  fileprivate func keep(_ position: Int) -> AlgebraRule.Replacement {
    .value(node.operands[position])
  }
}

extension Literal.Scalar {
  fileprivate var isOne: Bool { self == .real(1) || self == .integer(1) }
  fileprivate var isPositiveZero: Bool { self == .real(0) || self == .integer(0) }
  fileprivate var isNeutralForAddition: Bool { self == .real(-0.0) || self == .integer(0) }
}
