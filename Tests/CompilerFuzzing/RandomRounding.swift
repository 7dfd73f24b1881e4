import GraphIR
import Interpreter
import TestSupport

/// Rounding errors of random size after each operation (Monte Carlo arithmetic; Parker, 1997): how
/// far results scatter says how far a compiled function may be off, and what is in doubt.
struct RandomRounding {
  /// The largest error, relative to the magnitudes that an operation works on: some units in the
  /// last place, as orders of sums and fused products differ.
  let unit: Double

  init(_ type: ElementType) { unit = type == .float ? 0x1p-21 : 0x1p-49 }

  /// Moves each element of the results by a random error.
  func round(
    _ results: inout [NumericArray], of node: Node, _ operands: [NumericArray],
    using random: inout SeededGenerator
  ) throws {
    guard let scales = try scales(of: node, operands, results) else { return }
    for (result, scales) in zip(results.indices, scales)
    where results[result].type.elementType.isFloatingPoint {
      for index in scales.indices {
        results[result].values[index] +=
          .random(in: -1...1, using: &random) * unit * scales[index]
      }
    }
  }

  /// What errors are relative to, element by element, or nil where nothing is rounded.
  private func scales(
    of node: Node, _ operands: [NumericArray], _ results: [NumericArray]
  ) throws -> [[Double]]? {
    switch node.operation {
    case .elementwise(let program, _):
      guard program.steps.contains(where: { $0.function.rounds }) else { return nil }
      // What is 1 after rounding, such as tanh(30), can be next to 1 elsewhere.
      let isExact =
        !program.steps.contains { $0.function.isTranscendental } && isExact(operands, results)
      return isExact ? nil : results.map { $0.values.map(abs) }
    case .softmax, .softmaxGradient, .logSoftmax:
      // Differences of logits are rounded relative to the logits.
      let largest = operands.flatMap(\.values).map(abs).max() ?? 0
      return results.map { $0.values.map { (1 + 2 * largest) * max(abs($0), 1) } }
    case .reduce(.maximum, _, _), .reduce(.minimum, _, _), .maxPool2dGradient, .argmax, .reshape,
      .dimshuffle, .sliceRows, .slice, .place, .concatenate, .take, .gatherByLabel,
      .scatterByLabel, .iota, .constant, .input, .shared:
      return nil
    case .pool2d(let pooling) where pooling.mode == .max:
      return nil
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient:
      // Winograd's transforms spread errors over a tile.
      let largest = 4 * (try sizes(node, operands)[0].values.max() ?? 0)
      return results.map { $0.values.map { _ in largest } }
    default:
      return isExact(operands, results) ? nil : try sizes(node, operands).map(\.values)
    }
  }

  /// The sums of the magnitudes of the terms.
  private func sizes(_ node: Node, _ operands: [NumericArray]) throws -> [NumericArray] {
    try Interpreter().apply(
      node.operation,
      to: operands.map { operand in
        operand.type.elementType.isFloatingPoint
          ? NumericArray(type: operand.type, values: operand.values.map(abs)) : operand
      }, types: node.types)
  }

  /// Whether operands and results are numbers of few bits, which are added and multiplied exactly.
  private func isExact(_ operands: [NumericArray], _ results: [NumericArray]) -> Bool {
    (operands + results).allSatisfy { array in
      array.values.allSatisfy { abs($0) <= 0x1p10 && ($0 * 0x1p8).rounded() == $0 * 0x1p8 }
    }
  }
}

extension ElementwiseFunction {
  /// Whether results are rounded.
  fileprivate var rounds: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .sqrt, .cast(.float), .cast(.double): true
    default: isTranscendental
    }
  }

  fileprivate var isTranscendental: Bool {
    switch self {
    case .power, .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid, .erf, .softplus: true
    default: false
    }
  }
}
