import CEmitter
import CallABI
import GraphIR
import GraphPasses
import Interpreter
import Lowering
import Schedule
import TestSupport
import Toolchain

/// A program on its way to C, in one way of compiling it.
struct LoweredProgram {
  let program: FuzzedProgram
  private let optimized: Graph
  let schedule: Schedule
  let source: CSource

  /// - Throws: `Finding` where the optimised graph has other values, and what lowering throws.
  init(_ program: FuzzedProgram, _ configuration: FuzzConfiguration) throws {
    self.program = program
    let target = configuration.target
    let optimization = configuration.optimization
    optimized = try Pipeline(
      target.isExact ? optimization.exact : optimization, within: target.fusion
    ).optimize(program.graph)
    try program.compare(
      Interpreter().evaluate(optimized, inputs: program.inputs, shared: program.shared),
      by: .passes)
    var plan = try Plan(
      optimized, for: target, optimization: optimization,
      checksNumerics: configuration.checksNumerics)
    if let tuned = plan.choices(configuration.algorithms) {
      plan = try Plan(
        optimized, for: target, optimization: optimization,
        checksNumerics: configuration.checksNumerics, tuned: tuned)
    }
    var schedule = try Lowering.schedule(plan)
    if configuration.goesThroughText {
      schedule = try ScheduleParser.schedule(SchedulePrinter(schedule).text, customOperations: [])
    }
    self.schedule = schedule
    source = try CEmitter(
      abiVersion: Int(CROTON_ABI_VERSION), blasInclude: BLASLibrary.includeLine(),
      dialect: configuration.dialect
    ).emit(schedule)
  }

  /// The values of the roots, of the bytes of a call's outputs and of its shared values.
  func values(outputs: [[UInt8]], shared: [[UInt8]]) -> [NumericArray] {
    optimized.roots.map { root in
      let type = optimized.type(of: root.value)
      return switch root.role {
      case .output(let number): NumericArray(type: type, encoded: outputs[number])
      case .update(let number): NumericArray(type: type, encoded: shared[number])
      }
    }
  }
}

extension Plan {
  /// The ways of computing nodes that are taken, or `nil` for those of this plan.
  fileprivate func choices(_ algorithms: FuzzConfiguration.Algorithms) -> TunedChoices? {
    let choices = choices.sorted { $0.key < $1.key }
    switch algorithms {
    case .cheapest: return nil
    case .random(let seed):
      var random = SeededGenerator(seed: seed)
      return TunedChoices(
        nodes: choices.compactMap { node, choice in
          choice.candidates.randomElement(using: &random).map {
            TunedChoices.Node(node: node, way: $0.name, measurements: [])
          }
        })
    case .named(let name):
      return TunedChoices(
        nodes: choices.map { TunedChoices.Node(node: $0.key, way: name, measurements: []) })
    }
  }
}

extension FuzzedProgram {
  /// Compares the values of the roots with those that are expected.
  func compare(_ found: [NumericArray], by check: Finding.Check) throws {
    for (number, (found, expected)) in zip(found, expected).enumerated() {
      if let difference = expected.difference(found, unit: unit) {
        throw Finding(check: check, text: "root \(number), \(difference)")
      }
    }
  }
}
