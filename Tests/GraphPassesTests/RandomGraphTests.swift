import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct RandomGraphTests {
  /// What passes make of a graph, with the arguments that it is tried with.
  private struct Trial {
    let seed: UInt64
    let optimize: (Graph) throws -> Graph

    /// Whether a graph has other values afterwards, NaN, infinities and signs of zeros included.
    func changesValues(_ graph: Graph) throws -> Bool {
      var generator = SeededGenerator(seed: seed)
      let (inputs, shared) = randomArguments(of: graph, withSpecialValues: true, using: &generator)
      let before = try Interpreter().evaluate(graph, inputs: inputs, shared: shared)
      let after = try Interpreter().evaluate(optimize(graph), inputs: inputs, shared: shared)
      return zip(before, after).contains { before, after in
        !zip(before.values, after.values).allSatisfy {
          $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN)
        }
      }
    }

    /// Tries a graph; one whose values change is shown as small as it still does.
    func expectSameValues(_ graph: Graph) throws {
      guard try changesValues(graph) else { return }
      let smallest = minimal(graph) { (try? changesValues($0)) ?? false }
      Issue.record("arguments of seed \(seed):\n\(smallest)becomes\n\(try optimize(smallest))")
    }
  }

  private var bitExactPasses: [Pass] { Pipeline.passes.filter { $0.precision == .bitExact } }

  @Test func bitExactPassesKeepAllBits() throws {
    var generator = SeededGenerator.announced()
    let pipeline = Pipeline(passes: bitExactPasses)
    for _ in 0..<300 {
      let graph = try RandomGraph(using: &generator).graph
      try Trial(seed: generator.next()) { try pipeline.optimize($0) }.expectSameValues(graph)
    }
  }

  @Test func eachBitExactPassAloneKeepsAllBits() throws {
    var generator = SeededGenerator.announced()
    for _ in 0..<60 {
      let graph = try RandomGraph(using: &generator).graph
      for pass in bitExactPasses {
        try Trial(seed: generator.next()) { try pass.run($0) }.expectSameValues(graph)
      }
    }
  }

  @Test func aSecondRunChangesNothing() throws {
    var generator = SeededGenerator.announced()
    for number in 0..<200 {
      let graph = try RandomGraph(using: &generator).graph
      for pass in Pipeline.passes {
        let result = try Pipeline(passes: [pass]).optimize(graph)
        #expect(
          try pass.run(result).isIdentical(to: result),
          "graph \(number), \(pass.name):\n\(graph)\n\(result)")
      }
      for optimization in [Optimization.canonical, .full] {
        let optimized = try Pipeline(optimization).optimize(graph)
        let again = try Pipeline(optimization).optimize(optimized)
        #expect(
          again.isIdentical(to: optimized), "graph \(number):\n\(graph)\n\(optimized)\n\(again)")
      }
    }
  }

  @Test func theTextOfAGraphIsReadBack() throws {
    var generator = SeededGenerator.announced()
    for _ in 0..<200 {
      let graph = try RandomGraph(using: &generator).graph
      for graph in [graph, try Pipeline().optimize(graph)] {
        let text = GraphPrinter(graph).text
        #expect(try GraphParser.graph(text) == graph, "\(text)")
      }
    }
  }

  /// A rule that is wrong for NaN and infinities is found, and shown as three nodes.
  @Test func aWrongRuleIsFoundAndMadeSmall() throws {
    let wrong = Pass(name: "subtract-itself") { graph in
      try GraphRewriter.rewrite(graph) { _, node, rewriter in
        guard node.function == .subtract, node.operands[0] == node.operands[1] else { return nil }
        let zero = try rewriter.add(
          .constant(Literal(0, type: TensorType(.double, .scalar))), for: node)
        return try rewriter.spread(zero, over: node.types[0].shape, for: node)
      }
    }
    var generator = SeededGenerator.announced()
    var found: Graph?
    for _ in 0..<5_000 where found == nil {
      let graph = try RandomGraph(using: &generator).graph
      let trial = Trial(seed: generator.next()) { try wrong.run($0) }
      if try trial.changesValues(graph) {
        found = minimal(graph) { (try? trial.changesValues($0)) ?? false }
      }
    }
    let smallest = try #require(found)
    let computed = smallest.nodes.filter { !$0.operation.isSource }.map(\.operation.name)
    #expect(computed.contains("subtract"))
    #expect(computed.count <= 2, "\(smallest)")
  }

  /// What the stabilising passes rewrite, of random arguments at which nothing overflows or cancels:
  /// the same values, and the same gradients.
  @Test func stableFormsHaveTheSameValuesAndGradients() throws {
    var generator = SeededGenerator.announced()
    let passes: [Pass] = [
      .stabilizeLogSoftmax, .stabilizeSigmoid, .stabilizeLogExp, .argmaxOfLogits,
    ]
    var changed: Set<String> = []
    for _ in 0..<200 {
      var builder = GraphBuilder()
      let x = try builder.input(0, [2, 3])
      var cost = try builder.constant(0)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let term = try stableForm(of: x, in: &builder, using: &generator)
        let rank = builder.type(of: term).shape.rank
        let sum = try builder.apply(
          .reduce(.sum, axes: Array(0..<rank), keepsDimensions: false), term)
        cost = try builder.apply(.add, cost, sum)
      }
      let gradients = try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)
      let graph = builder.graph(cost, gradients[0])
      let optimized = try Pipeline().optimize(graph) { report in
        if report.hasChanged { changed.insert(report.pass) }
      }
      try expectSameValues(graph, optimized, tolerance: 1e-9, using: &generator)
    }
    for pass in passes where pass.name != Pass.argmaxOfLogits.name {
      #expect(changed.contains(pass.name))
    }
  }

  private func stableForm(
    of x: Value, in builder: inout GraphBuilder, using generator: inout SeededGenerator
  ) throws -> Value {
    let one = try builder.constant(1)
    let scale = try builder.constant(.random(in: 0.5...2, using: &generator))
    let y = try builder.apply(.multiply, x, scale)
    let sigmoid = try builder.apply(.sigmoid, y)
    let softmax = try builder.apply(.softmax, y)
    let power = try builder.apply(.exp, y)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: return try builder.apply(.log, builder.apply(.add, one, power))
    case 1: return try builder.apply(.log1p, power)
    case 2: return try builder.apply(.subtract, power, one)
    case 3: return try builder.apply(.log, builder.apply(.add, builder.apply(.multiply, y, y), one))
    case 4: return try builder.apply(.log, sigmoid)
    case 5: return try builder.apply(.log, builder.apply(.subtract, one, sigmoid))
    case 6:
      let complement = try builder.apply(.subtract, one, sigmoid)
      let first = try builder.apply(.multiply, scale, builder.apply(.log, sigmoid))
      return try builder.apply(.add, first, builder.apply(.log, complement))
    case 7: return try builder.apply(.log, builder.apply(.reshape([6]), softmax))
    default: return try builder.apply(.multiply, softmax, builder.apply(.log, softmax))
    }
  }
}
