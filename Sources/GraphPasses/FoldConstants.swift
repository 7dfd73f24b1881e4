import GraphIR
import Interpreter

extension Pass {
  /// Computes what is known when the graph is built.
  ///
  ///     %0 = constant(2.0) : double()
  ///     %1 = constant(3.0) : double()
  ///     %2 = multiply %0, %1 : double()
  ///
  /// becomes
  ///
  ///     %2 = constant(6.0) : double()
  ///
  /// A constant may be as large as the type allows if all its elements are the same, since it takes
  /// no memory then; otherwise it has at most 1,024 elements. What the interpreter refuses to
  /// compute, such as a label out of range, stays in the graph and fails when the function runs.
  /// Functions such as `exp` stay as well: the generated C computes them with the same bits everywhere,
  /// and C compilers know the values of those that are called with constants.
  public static let foldConstants = Pass(name: "fold-constants") { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      let operands = node.operands.compactMap { rewriter[$0].literal }
      guard !operands.isEmpty, operands.count == node.operands.count,
        let literal = ConstantFolding.value(of: node, operands)
      else { return nil }
      return try rewriter.add(.constant(literal), for: node)
    }
  }
}

/// Computes nodes of known operands.
enum ConstantFolding {
  /// The most elements that a constant has if they differ.
  private static let constantLimit = 1_024
  /// The most elements that are looked at one by one.
  private static let evaluationLimit = 65_536
  /// Below, a Double holds all integers, and the interpreter computes in Double. This number itself
  /// may be the one above it, rounded.
  private static let integerLimit: UInt64 = 1 << 53

  /// The value of a node, if it can be known now.
  static func value(of node: Node, _ operands: [Literal]) -> Literal? {
    guard node.types.count == 1, operands.allSatisfy(isExact) else { return nil }
    let splats = operands.compactMap(\.splat)
    switch node.operation {
    case .elementwise(let program, _):
      // Fused programs come from later passes; here, no result is rounded before it is looked at.
      guard program.steps.count == 1,
        !program.steps[0].function.usesLibrary(for: node.types[0].elementType)
      else { return nil }
      if splats.count == operands.count {
        // One element stands for all.
        let scalars = operands.map {
          NumericArray(repeating: $0.scalars[0].doubleValue, type: scalar($0.type))
        }
        return evaluate(.elementwise(program, .scalar), scalars, scalar(node.types[0]))
          .map { Literal(type: node.types[0], scalars: $0.scalars) }
      }
    // Their last bits would be the C library's.
    case .softmax, .logSoftmax, .custom: return nil
    case .reshape, .dimshuffle:
      if let splat = splats.first { return Literal(type: node.types[0], scalars: [splat]) }
    default:
      break
    }
    let isSmall = (operands.map(\.type) + node.types).allSatisfy {
      $0.shape.elementCount <= evaluationLimit
    }
    return isSmall ? evaluate(node.operation, operands.map(NumericArray.init), node.types[0]) : nil
  }

  private static func scalar(_ type: TensorType) -> TensorType {
    TensorType(type.elementType, .scalar)
  }

  private static func evaluate(
    _ operation: Operation, _ operands: [NumericArray], _ type: TensorType
  ) -> Literal? {
    guard let result = try? Interpreter().apply(operation, to: operands, types: [type]) else {
      return nil
    }
    var scalars: [Literal.Scalar] = []
    for value in result[0].values {
      guard let scalar = scalar(value, type.elementType) else { return nil }
      scalars.append(scalar)
    }
    if let first = scalars.first, scalars.allSatisfy({ $0 == first }) { scalars = [first] }
    return scalars.count <= constantLimit ? Literal(type: type, scalars: scalars) : nil
  }

  private static func scalar(_ value: Double, _ type: ElementType) -> Literal.Scalar? {
    switch type {
    case .float: .real(Double(Float(value)))
    case .double: .real(value)
    case .bool: .boolean(value != 0)
    case .int32, .int64, .uint8: Int64(exactly: value).flatMap { isExact($0) ? .integer($0) : nil }
    // The bits of a max-pool mask are no value of the language.
    case .uint16, .uint32: nil
    }
  }

  private static func isExact(_ literal: Literal) -> Bool {
    literal.scalars.allSatisfy { scalar in
      if case .integer(let value) = scalar { isExact(value) } else { true }
    }
  }

  private static func isExact(_ value: Int64) -> Bool {
    value.magnitude < integerLimit
  }
}
