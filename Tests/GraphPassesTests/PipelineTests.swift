import Diagnostics
import GraphIR
import Testing

@testable import GraphPasses

@Suite struct PipelineTests {
  private func graph() throws -> Graph {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2, 3])
    let product = try builder.apply(.multiply, x, builder.constant(1))
    let result = try builder.apply(.tanh, builder.apply(.exp, product))
    return builder.graph(result)
  }

  @Test func reportsEachPass() throws {
    var reports: [PassReport] = []
    let optimized = try Pipeline().optimize(graph()) { reports.append($0) }
    #expect(reports.map(\.pass) == Pipeline.passes.map(\.name))
    #expect(
      reports.filter(\.hasChanged).map(\.pass)
        == ["simplify-algebra", "fuse-elementwise", "eliminate-dead-code"])
    #expect(reports.first?.before.nodes.count == 5)
    #expect(reports.last?.after.nodes.count == 2)
    #expect(reports.allSatisfy { $0.seconds >= 0 })
    #expect(
      optimized.description == """
        graph f
        %0 = input(0) : double(2, 3)
        %1 = elementwise { t1 = exp a0; tanh t1 } %0 : double(2, 3)
        output 0 = %1

        """)
  }

  @Test func doesNothingIfSoAsked() throws {
    let graph = try graph()
    var count = 0
    let same = try Pipeline(.none).optimize(graph) { _ in count += 1 }
    #expect(same.isIdentical(to: graph))
    #expect(count == 0)
  }

  @Test func leavesOutExcludedPasses() throws {
    let optimization = try Optimization.full.excluding("simplify-algebra")
    let optimized = try Pipeline(optimization).optimize(graph())
    #expect(
      optimized.nodes.map(\.operation.description) == [
        "input(0)", "constant(1.0)",
        "elementwise { t2 = multiply a0 a1; t3 = exp t2; tanh t3 }",
      ])
  }

  @Test func namesThePassThatBreaksTheGraph() throws {
    let broken = Pass(name: "break-types") { graph in
      let nodes = graph.nodes.map { node in
        node.function != .exp
          ? node
          : Node(
            operation: node.operation, operands: node.operands,
            types: [TensorType(.double, [7])], name: nil, location: node.location)
      }
      return Graph(name: graph.name, nodes: nodes, roots: graph.roots)
    }
    let pipeline = Pipeline(passes: [.foldConstants, broken, .eliminateDeadCode])
    let graph = try graph()
    #expect {
      try pipeline.optimize(graph)
    } throws: { error in
      (error as? InternalError)?.stage == "break-types"
        && "\(error)" == """
          internal error after break-types: node %3 (exp) has types [double(7,)], expected [double(2, 3)]
          This is a fault in Croton, not in your model.
          """
    }
  }

  @Test func namesThePassThatAddsAnImpossibleNode() throws {
    let broken = Pass(name: "add-nonsense") { graph in
      try GraphRewriter.rewrite(graph) { _, node, rewriter in
        node.function == .exp ? try rewriter.add(.reshape([5]), node.operands, for: node) : nil
      }
    }
    let graph = try graph()
    #expect {
      try Pipeline(passes: [broken]).optimize(graph)
    } throws: { error in
      "\(error)" == """
        internal error after add-nonsense: reshape: shape (2, 3) has 6 elements, \
        (5,) has 5; expected equal counts
        This is a fault in Croton, not in your model.
        """
    }
  }

  @Test func namesThePassThatChangesTheFunction() throws {
    let broken = Pass(name: "lose-output") { graph in
      Graph(name: graph.name, nodes: graph.nodes, roots: [])
    }
    let graph = try graph()
    #expect {
      try Pipeline(passes: [broken]).optimize(graph)
    } throws: { error in
      "\(error)" == """
        internal error after lose-output: the outputs or updates are not those of before
        This is a fault in Croton, not in your model.
        """
    }
  }

  @Test func blamesNoPassForWhatItIsGiven() throws {
    let graph = try graph()
    let truncated = Graph(
      name: "f", nodes: Array(graph.nodes.dropFirst()), roots: graph.roots)
    #expect {
      try Pipeline().optimize(truncated)
    } throws: { error in
      (error as? InternalError)?.stage == "building the graph"
    }
  }
}
