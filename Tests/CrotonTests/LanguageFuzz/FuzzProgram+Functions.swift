import Croton

extension FuzzProgram {
  private mutating func disconnected() -> DisconnectedParameters { bool() ? .zero : .refused }

  /// Derivatives, updates and givens.
  static let functionSteps: [Step] = [
    Step("gradient") {
      $0.floats += try gradient(
        of: $0.bool() ? $0.float().sum() : $0.float(), withRespectTo: [$0.float(), $0.float()],
        disconnected: $0.disconnected())
    },
    Step("gradient", "Gradient.init") {
      let known = KnownGradient($0.float(), $0.float())
      $0.floats += try gradient(
        of: $0.bool() ? [] : [$0.float().sum(), $0.float().sum()], withRespectTo: [$0.float()],
        knownGradients: [known], disconnected: $0.disconnected())
    },
    Step("vectorJacobianProduct") {
      $0.floats += try vectorJacobianProduct(
        of: $0.float(), withRespectTo: [$0.float()], vector: $0.float(),
        disconnected: $0.disconnected())
    },
    Step("jacobianVectorProduct") {
      $0.floats.append(
        try jacobianVectorProduct(
          of: $0.float(), withRespectTo: [$0.float()], along: $0.bool() ? [] : [$0.float()],
          disconnected: $0.disconnected()))
    },
    Step("FunctionDefinition.init") { program in
      guard let value = program.shared.randomElement(using: &program.generator) else { return }
      program.updates.append(Update(value, to: program.bool() ? program.float() : value * 2))
    },
    Step("FunctionDefinition.init") {
      guard $0.int(0...3) == 0 else { return }
      $0.givens.append(Given($0.float(), $0.float()))
    },
  ]
}
