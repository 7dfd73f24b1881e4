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
    let optimized = optimized
    func plan(_ tuned: TunedChoices? = nil) throws -> Plan {
      try Plan(
        optimized, for: target, optimization: optimization,
        checksNumerics: configuration.checksNumerics, tuned: tuned)
    }
    var schedule = try Lowering.schedule(
      plan(configuration.algorithms.map { try plan().randomChoices(seed: $0) }))
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
  /// Any of the ways of computing each node.
  fileprivate func randomChoices(seed: UInt64) -> TunedChoices {
    var random = SeededGenerator(seed: seed)
    return TunedChoices(
      nodes: choices.sorted { $0.key < $1.key }.compactMap { node, choice in
        choice.candidates.randomElement(using: &random).map {
          TunedChoices.Node(node: node, way: $0.name, measurements: [])
        }
      })
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
