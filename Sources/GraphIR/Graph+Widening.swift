extension Graph {
  /// The graph with Double in place of Float, and all else as it is.
  ///
  /// - Throws: `OperandError` when an operation does not take Double.
  public func widened() throws(OperandError) -> Graph {
    var builder = GraphBuilder()
    for node in nodes {
      try builder.add(node.operation.widened, node.operands, name: node.name, at: node.location)
    }
    return builder.graph(name: name, roots: roots)
  }
}

extension TensorType {
  /// The type with Double in place of Float.
  public var widened: TensorType { TensorType(elementType.widened, shape) }
}

extension ElementType {
  fileprivate var widened: ElementType { self == .float ? .double : self }
}

extension Operation {
  fileprivate var widened: Operation {
    switch self {
    case .input(let number, let type): .input(number, type.widened)
    case .shared(let number, let type): .shared(number, type.widened)
    case .constant(let literal):
      .constant(Literal(type: literal.type.widened, scalars: literal.scalars))
    case .elementwise(let program, let shape): .elementwise(program.widened, shape)
    // The others have the element types of their operands, or types of their own.
    default: self
    }
  }
}

extension ScalarProgram {
  fileprivate var widened: ScalarProgram {
    ScalarProgram(
      operandCount: operandCount,
      steps: steps.map { step in
        switch step.function {
        case .cast(let type): Step(.cast(type.widened), step.arguments)
        case .uniform(let type): Step(.uniform(type.widened), step.arguments)
        default: step
        }
      })
  }
}
