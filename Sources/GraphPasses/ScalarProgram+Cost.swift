import GraphIR

extension ScalarProgram {
  /// Whether computing an element costs next to nothing beside reading it from memory.
  package var isCheap: Bool {
    steps.allSatisfy { step in
      switch step.function {
      case .add, .subtract, .multiply, .negate, .minimum, .maximum, .abs, .sign, .relu, .rectify,
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .logicalAnd,
        .logicalOr, .logicalXor, .logicalNot, .select, .identity, .stopGradient, .clipGradient,
        .cast:
        true
      case .divide, .power, .sqrt, .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid, .erf,
        .softplus, .uniform:
        false
      }
    }
  }
}
