import Croton
import Frontend
import GraphIR
import Interpreter
import Schedule
import Storage
import TestSupport
import Testing

/// A step of each optimiser, whose updates are computed together: compared with the interpreter,
/// and to the bit with kernels of their own.
@Suite struct JoinedUpdatesTests {
  enum Rule: String, CaseIterable, Sendable {
    case sgd, momentum, nesterov, rmsprop, adam, adamw

    var optimizer: any Optimizer {
      switch self {
      case .sgd: SGD(learningRate: 0.05, weightDecay: 0.1)
      case .momentum: Momentum(learningRate: 0.05)
      case .nesterov: Nesterov(learningRate: 0.05, weightDecay: 0.1)
      case .rmsprop: RMSProp(learningRate: 0.05, epsilon: 1e-3)
      case .adam: Adam(learningRate: 0.05, epsilon: 1e-3, weightDecay: 0.1)
      case .adamw: AdamW(learningRate: 0.05, epsilon: 1e-3)
      }
    }

    /// The kernels that write shared values, besides products that are updates themselves.
    var updateKernels: [String] {
      switch self {
      case .sgd, .momentum, .nesterov, .rmsprop: ["updates_"]
      case .adam, .adamw: ["before_updates_", "updates_"]
      }
    }
  }

  /// A step of a net with a layer of 80 units, and with penalties.
  private func definition(_ rule: Rule) throws -> FunctionDefinition {
    var generator = SeededGenerator(seed: 11)
    func array(_ shape: Shape) throws -> NDArray<Float> {
      try NDArray(
        shape: shape,
        scalars: (0..<shape.elementCount).map { _ in Float.random(in: -1...1, using: &generator) })
    }
    let parameters = try [("U", [70, 80] as Shape), ("a", [80]), ("V", [80, 10]), ("b", [10])].map {
      Shared($0.0, try array($0.1))
    }
    let x = Tensor.constant(try array([64, 70]))
    let hidden = (dot(x, parameters[0]) + parameters[1]).tanh()
    let result = (dot(hidden, parameters[2]) + parameters[3]).softmax()
    let cost =
      (result * Tensor.constant(try array([64, 10]))).sum()
      + Float(0.01) * l1Norm(of: parameters) + Float(0.01) * squaredL2Norm(of: parameters)
    var state = OptimizerState<Float>()
    let updates = try rule.optimizer.updates(
      of: parameters, gradients: gradient(of: cost, withRespectTo: parameters), state: &state)
    return try FunctionDefinition(
      name: "step", inputs: [], outputs: [cost], updates: updates, givens: [],
      at: SourceLocation(file: #fileID, line: #line))
  }

  private static func array(_ storage: TensorStorage) -> NumericArray {
    switch storage.type.elementType {
    case .int64:
      NumericArray(type: storage.type, values: storage.read(as: Int64.self).map(Double.init))
    default:
      NumericArray(type: storage.type, values: storage.read(as: Float.self).map(Double.init))
    }
  }

  /// The bytes of the shared values after two steps.
  private func bytes(_ rule: Rule, _ options: CompileOptions) throws -> [[UInt8]] {
    let definition = try definition(rule)
    let step = try Function(definition, options: options)
    for _ in 0..<2 { _ = try step() }
    return definition.storages.map { $0.readBytes() }
  }

  @Test(arguments: Rule.allCases) func stepsAreThoseOfTheInterpreter(rule: Rule) throws {
    let definition = try definition(rule)
    let step = try Function(definition, options: .testing(threads: 2))
    for _ in 0..<2 {
      let expected = try Interpreter().evaluate(
        definition.graph, inputs: [], shared: definition.storages.map(Self.array))
      _ = try step()
      for (root, expected) in zip(definition.graph.roots, expected) {
        guard case .update(let shared) = root.role else { continue }
        let found = Self.array(definition.storages[shared]).values
        #expect(found.count == expected.values.count)
        #expect(
          zip(found, expected.values).allSatisfy { abs($0 - $1) <= 2e-5 * max(1, abs($1)) },
          "\(rule), shared value \(shared)")
      }
    }
  }

  @Test(arguments: Rule.allCases) func updatesAreOneKernel(rule: Rule) throws {
    let schedule = try GeneratedFunction(definition(rule), options: .testing(threads: 2)).schedule
    let loops = schedule.kernels.filter { kernel in
      if case .joinedLoops = kernel.body { true } else { false }
    }
    #expect(loops.map(\.name) == rule.updateKernels)
    let writers = schedule.kernels.filter { kernel in
      kernel.writes.contains {
        if case .shared = schedule.buffers[$0].place { true } else { false }
      }
    }
    #expect(writers.allSatisfy { $0.name == "updates_" || !$0.name.hasSuffix("copy_") })
  }

  @Test(arguments: Rule.allCases) func noBitDependsOnIt(rule: Rule) throws {
    let apart = try bytes(
      rule, .testing(optimization: .full.excluding("join-updates")))
    for threads in [1, 2, 3] {
      #expect(try bytes(rule, .testing(threads: threads)) == apart, "\(threads) threads")
    }
  }
}
