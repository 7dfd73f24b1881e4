import Frontend
import GraphIR
import Testing

/// Expressions that differ between training and evaluation.
@Suite struct ModeTests {
  private let x = Tensor<Float>.placeholder("x", shape: [3])

  private func graphText(_ outputs: [any TensorConvertible], _ mode: Mode) throws -> String {
    try define(inputs: [x], outputs: outputs, mode: mode).graph.description
      .split(separator: "\n").dropFirst().joined(separator: "\n")
  }

  @Test func aFunctionComputesTheSideOfItsMode() throws {
    let y = inTraining(x.tanh(), else: x.exp())
    let training = try graphText([y], .training)
    #expect(training.contains("tanh") && !training.contains("exp"), "\(training)")
    let evaluation = try graphText([y], .evaluation)
    #expect(evaluation.contains("exp") && !evaluation.contains("tanh"), "\(evaluation)")
  }

  @Test func dropoutDrawsNothingInEvaluation() throws {
    var noise = RandomStream(seed: 3)
    let kept = noise.dropout(x, rate: 0.5)
    let training = try define(inputs: [x], outputs: [kept])
    #expect(training.graph.roots.count == 2, "the output and the update of the random state")
    let evaluation = try define(inputs: [x], outputs: [kept], mode: .evaluation)
    #expect(evaluation.graph.roots.count == 1)
    #expect(evaluation.shared.isEmpty)
  }

  @Test func theGradientFollowsBothSides() throws {
    let cost = inTraining(x.tanh(), else: x.exp()).sum()
    let slope = try gradient(of: cost, withRespectTo: [x])
    let training = try graphText(slope, .training)
    #expect(training.contains("tanh") && !training.contains("exp"), "\(training)")
    let evaluation = try graphText(slope, .evaluation)
    #expect(evaluation.contains("exp") && !evaluation.contains("tanh"), "\(evaluation)")
  }

  @Test func aParameterOfOneSideHasZerosOnTheOther() throws {
    let w = try zeros("w", [3])
    let cost = inTraining(x * w, else: x).sum()
    let slope = try gradient(of: cost, withRespectTo: [w])
    func inputs(_ mode: Mode) throws -> Int {
      try define(inputs: [x], outputs: slope, unusedInputs: .ignored, mode: mode).graph.uses("x")
    }
    #expect(try inputs(.training) > 0)
    #expect(try inputs(.evaluation) == 0)
  }

  @Test func aGivenTakesThePlaceOfBothSidesInTheGradientToo() throws {
    let w = try zeros("w", [3])
    let hidden = inTraining(x.tanh(), else: x.exp())
    let slope = try gradient(of: (hidden * w).sum(), withRespectTo: [w])
    let other = Tensor<Float>.placeholder("other", shape: [3])
    let graph = try define(
      inputs: [other], outputs: slope, givens: [Given(hidden, other)]
    ).graph.description
    #expect(!graph.contains("tanh") && !graph.contains("exp"), "\(graph)")
  }

  @Test func bothSidesHaveOneShape() throws {
    let wide = Tensor<Float>.placeholder("wide", shape: [4])
    let line = #line + 1
    let y = inTraining(x, else: wide)
    let found = errorText { try define(inputs: [x, wide], outputs: [y], unusedInputs: .ignored) }
    #expect(
      found
        == error(line, "inTraining: the tensor of evaluation of shape (4,); expected (3,)"))
  }

  @Test func errorsOfBothSidesAreFound() throws {
    let wide = Tensor<Float>.placeholder("wide", shape: [4])
    let line = #line + 1
    let wrong = dot(x, wide)
    let y = inTraining(x.sum(), else: wrong)
    let found = errorText { try define(inputs: [x], outputs: [y]) }
    #expect(found.contains("ModeTests.swift:\(line): error: dot: "), "\(found)")
  }
}

extension Graph {
  /// How many nodes read a named one.
  fileprivate func uses(_ name: String) -> Int {
    guard let position = nodes.firstIndex(where: { $0.name == name }) else { return 0 }
    return nodes.count { node in node.operands.contains { $0.node == position } }
  }
}
