import CompilerFuzzing
import GraphIR
import GraphPasses
import TestSupport
import Testing

/// Random programs, compiled in random ways, beside the interpreter; `compiler-fuzzer` tries more.
@Suite struct CompilerFuzzTests {
  @Test func resultsAreTheInterpreters() throws {
    var run = FuzzingRun(seed: SeededGenerator.announced().seed, compilers: ["gcc", "clang"])
    while run.programCount < 48 { try run.checkBatch() }
    #expect(run.derivativeCount > 0)
  }

  @Test(arguments: ["gcc", "clang"])
  func whatOnceFailedDoesNoMore(compiler: String) throws {
    let checker = try ProgramChecker(compiler: compiler)
    let configurations = [
      FuzzConfiguration(.none, level: 2), FuzzConfiguration(.none, checksNumerics: true),
      FuzzConfiguration(.full),
      FuzzConfiguration(
        try .full.excluding(["fuse-elementwise", "recompute-elementwise", "fuse-into-sums"]),
        savesMemory: true),
      FuzzConfiguration(.full, dialect: .portable),
    ]
    for (problem, graph) in OnceFailingGraphs.all {
      let program = try #require(try FuzzedProgram(text: graph, seed: 1), "\(problem)")
      for finding in checker.findings(configurations.map { (program, $0) }) {
        #expect(finding == nil, "\(problem)")
      }
    }
    for (problem, algorithm, graph) in OnceFailingGraphs.byAlgorithm {
      let program = try #require(try FuzzedProgram(text: graph, seed: 1), "\(problem)")
      var configuration = FuzzConfiguration(.full)
      configuration.algorithms = .named(algorithm)
      #expect(checker.findings([(program, configuration)])[0] == nil, "\(problem)")
    }
  }

  /// A wrong gradient of `tanh` is shown by the cost that has little else.
  @Test func aWrongGradientIsMadeSmall() throws {
    let program = try #require(
      try FuzzedProgram(
        text: """
          graph fuzzed
          %0 = input(0) : double(3,)
          %1 = shared(0) : double(3,)
          %2 = multiply %0, %1 : double(3,)
          %3 = tanh %2 : double(3,)
          %4 = sin %1 : double(3,)
          %5 = add %3, %4 : double(3,)
          %6 = sum(axes: [0]) %5 : double()
          output 0 = %6
          """, seed: 1))
    let cost = Value(node: 6)
    #expect(program.smallestWithWrongGradient(of: cost, seed: 1) == nil)
    let found = try #require(
      program.smallestWithWrongGradient(of: cost, seed: 1) { cost, parameters, builder in
        let hasTanh = builder.nodes.contains { $0.operation.name == "tanh" }
        let gradients = try FuzzedProgram.gradients(of: cost, by: parameters, adding: &builder)
        guard hasTanh else { return gradients }
        return try gradients.map {
          try builder.add(.add, [$0, $0], at: builder.nodes[$0.node].location)
        }
      })
    #expect(found.finding.check == .gradient)
    let computed = found.program.graph.nodes.filter { !$0.operation.isSource }
    #expect(computed.map(\.operation.name) == ["tanh", "sum"])
  }
}
