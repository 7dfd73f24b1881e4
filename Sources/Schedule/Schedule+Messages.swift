import GraphIR

extension Schedule {
  /// What the schedule exchanges with other processes, in order: it must be the same in all of
  /// them.
  package var exchanges: String {
    let parts = buffers.compactMap { buffer in
      if case .part(_, let firstByte) = buffer.place { firstByte } else { nil }
    }
    let sums = kernels.compactMap { kernel in
      if case .allReduce(let sum) = kernel.body {
        "\(sum.part) \(sum.exchange): \(sum.count) \(sum.elementType.rawValue)"
      } else {
        nil
      }
    }
    return "\(sums.joined(separator: ", ")); parts at \(parts.sorted())"
  }

  /// The same for a process that computes without the others, so that it can be measured by itself:
  /// each kernel that exchanges messages becomes one of the same name that copies the terms to the
  /// place of the sums, or does nothing where these take the place of the terms.
  package var withoutMessages: Schedule {
    replacing(
      steps: steps.map { step in
        guard case .kernel(let kernel) = step, case .allReduce(let sum) = kernel.body else {
          return step
        }
        let arguments = kernel.arguments.filter { $0.access != .workspace }
        let places = Set(arguments.map { buffers.storage(of: $0.buffer) })
        let copy = LoopNest(
          extents: [places.count > 1 ? sum.count : 0],
          operands: [.element(kernel.argument(.input)?.role ?? .output, strides: [1])],
          resultStrides: [1], program: ScalarProgram(.identity), operandTypes: [sum.elementType])
        return .kernel(
          Kernel(
            name: kernel.name, body: .loop(copy), arguments: arguments, location: kernel.location,
            nodes: kernel.nodes))
      })
  }
}
