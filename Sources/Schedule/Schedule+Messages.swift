import GraphIR

extension Schedule {
  /// The same for a process that computes without the others, so that it can be measured by itself:
  /// each exchange of messages is a copy of what the process has.
  package var withoutMessages: Schedule {
    replacing(
      steps: steps.map { step in
        guard case .kernel(let kernel) = step, case .allReduce(let sum) = kernel.body else {
          return step
        }
        let copy = LoopNest(
          extents: [sum.count], operands: [.element(.input, strides: [1])], resultStrides: [1],
          program: ScalarProgram(.identity), operandTypes: [sum.elementType])
        return .kernel(
          Kernel(
            name: kernel.name, body: .loop(copy),
            arguments: kernel.arguments.filter { $0.access != .workspace },
            location: kernel.location, node: kernel.node))
      })
  }
}
