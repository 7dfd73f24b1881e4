import GraphIR
import TestSupport

extension FuzzedProgram {
  /// A random program.
  ///
  /// - Returns: the program, and the derivative in it, if there is one; nil where its values say
  ///   nothing.
  /// - Throws: `Finding` where there are no gradients.
  package static func random(
    seed: UInt64
  ) throws -> (program: FuzzedProgram, derivative: Derivative?)? {
    var generator = ProgramGenerator(seed: seed)
    let steps = generator.int(1...14)
    if generator.oneIn(2) { _ = generator.images() }
    let shape: Shape = [generator.extent(), generator.extent()]
    let isShared = generator.oneIn(2)
    _ = generator.source(shape, isShared: isShared)
    // What an optimiser keeps beside a parameter.
    if isShared, generator.oneIn(2) { _ = generator.source(shape, isShared: true) }
    for _ in 0..<steps { generator.step() }
    let derivative = generator.oneIn(3) ? nil : try generator.differentiate()
    let graph = generator.graph(derivative)
    return FuzzedProgram(
      graph, inputs: generator.inputs, shared: generator.shared, real: generator.real, seed: seed
    ).map { ($0, derivative) }
  }
}

extension ProgramGenerator {
  /// Adds something; nothing where it does not suit what is there.
  mutating func step() {
    switch int(0...20) {
    case 0, 1: _ = unary()
    case 2, 3, 4: _ = binary()
    case 5: _ = selection()
    case 6: _ = integerArithmetic()
    case 7: _ = knownForm()
    case 8, 9: _ = movement()
    case 10: _ = reduction()
    case 11, 12: _ = product()
    case 13: _ = softmax()
    case 14: _ = convolution()
    case 15: _ = pooling()
    case 16: _ = biasAndActivation()
    case 17: _ = convolutionBlock()
    case 18: _ = normalization()
    case 19: _ = scaledPooling()
    default: _ = source([extent(), extent()])
    }
  }

  /// The graph of some values, of gradients, and of updates of shared values.
  mutating func graph(_ derivative: Derivative?) -> Graph {
    let computed = builder.nodes.indices.filter { !builder.nodes[$0].operation.isSource }
    var values = (derivative.map { [$0.cost] + $0.gradients } ?? [])
    values += computed.suffix(1).map { Value(node: $0) }
    for _ in 0..<int(0...2) {
      if let node = one(of: Array(computed.isEmpty ? builder.nodes.indices.map { $0 } : computed)) {
        values.append(Value(node: node))
      }
    }
    if values.isEmpty { values = [Value(node: 0)] }
    var updates: [Graph.Root] = []
    for number in shared.indices where oneIn(2) {
      if let value = update(shared: number, derivative) {
        updates.append(.init(.update(shared: number), value))
      }
    }
    return builder.graph(
      name: "fuzzed",
      roots: values.enumerated().map { .init(.output($0.offset), $0.element) } + updates)
  }

  /// A step of gradient descent, arithmetic with another shared value, or any value of the right
  /// type.
  private mutating func update(shared number: Int, _ derivative: Derivative?) -> Value? {
    let type = shared[number].type
    let peers = builder.nodes.indices.filter { index in
      guard case .shared(_, type) = builder.nodes[index].operation else { return false }
      return true
    }.map { Value(node: $0) }
    let parameter = peers.first { builder.nodes[$0.node].operation == .shared(number, type) }
    if let parameter, oneIn(3), let peer = one(of: peers.filter { $0 != parameter }),
      let function = one(of: [ElementwiseFunction.add, .subtract, .multiply, .minimum])
    {
      return add(function, parameter, peer)
    }
    if let parameter, let derivative,
      let place = derivative.parameters.firstIndex(of: parameter), let rate = constant(0.125),
      let step = add(.multiply, rate, derivative.gradients[place])
    {
      return add(.subtract, parameter, step)
    }
    return value { $0 == type }
  }
}
