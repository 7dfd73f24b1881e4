import GraphIR

extension Node {
  /// The one function that the node applies to its operands in their order, if it is that simple.
  var function: ElementwiseFunction? {
    guard case .elementwise(let program, _) = operation, program.steps.count == 1,
      let function = program.steps.first?.function, program == ScalarProgram(function)
    else { return nil }
    return function
  }

  /// The value, if it is known.
  var literal: Literal? {
    if case .constant(let literal) = operation { literal } else { nil }
  }
}
