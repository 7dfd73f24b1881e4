import GraphIR

extension ElementwiseFunction {
  /// The noun that a result of the function is called by.
  package var noun: String {
    switch self {
    case .add: "sum"
    case .subtract: "difference"
    case .multiply: "product"
    case .divide: "quotient"
    case .negate: "negative"
    case .abs: "magnitude"
    case .sqrt: "root"
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: "comparison"
    case .logicalAnd, .logicalOr, .logicalXor, .logicalNot: "condition"
    case .select: "choice"
    case .uniform: "random"
    case .identity, .stopGradient, .clipGradient: "value"
    case .cast(let type): "as_\(type.rawValue)"
    case .power, .minimum, .maximum, .sign, .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid,
      .erf, .softplus, .relu, .rectify:
      "\(name)_value"
    }
  }
}

extension Operation {
  /// The noun that a result of the operation is called by, unless the user gave it a name.
  package var noun: String {
    switch self {
    case .elementwise(let program, _): program.steps.last?.function.noun ?? "value"
    case .dot: "product"
    case .reshape: "reshaped"
    case .dimshuffle: "dimshuffled"
    case .sliceRows: "slice"
    case .gatherByLabel: "gathered"
    case .scatterByLabel: "scattered"
    case .reduce(.sum, _, _): "total"
    case .planeMoments: "plane_sums"
    case .softmax: "softmax"
    case .logSoftmax: "log_softmax"
    default: "\(name)_result"
    }
  }
}
