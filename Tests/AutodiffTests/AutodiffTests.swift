import Autodiff
import Diagnostics
import GraphIR
import Interpreter
import TestSupport
import Testing

@Suite struct AutodiffTests {
  private func line(_ line: Int) -> Diagnostics.SourceLocation {
    Diagnostics.SourceLocation(file: "MyNet/Model.swift", line: line)
  }

  private let scalar = TensorType(.double, [])

  @Test func writesTheGradientBackwards() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [5, 3])), name: "x", at: line(1))
    let w = try builder.add(.shared(0, TensorType(.float, [3, 2])), name: "W", at: line(2))
    let b = try builder.add(.shared(1, TensorType(.float, [2])), name: "b", at: line(3))
    let product = try builder.add(
      .dot(transposesLeft: false, transposesRight: false), [x, w], at: line(4))
    let sum = try builder.add(.add, [product, b], at: line(5))
    let hidden = try builder.add(.tanh, [sum], name: "hidden", at: line(6))
    let cost = try builder.add(
      .reduce(.sum, axes: [0, 1], keepsDimensions: false), [hidden], name: "cost", at: line(7))
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: [w, b], adding: &builder)
    let graph = builder.graph(
      name: "step", roots: gradients.enumerated().map { .init(.output($0), $1) })
    #expect(
      graph.description == """
        graph step
        %0 = input(0) : float(5, 3) "x"
        %1 = shared(0) : float(3, 2) "W"
        %2 = shared(1) : float(2,) "b"
        %3 = dot %0, %1 : float(5, 2)
        %4 = add %3, %2 : float(5, 2)
        %5 = tanh %4 : float(5, 2) "hidden"
        %6 = sum(axes: [0, 1]) %5 : float() "cost"
        %7 = constant(1.0) : float() "dcost"
        %8 = reshape(1, 1) %7 : float(1, 1)
        %9 = broadcast %8 : float(5, 2) "dhidden"
        %10 = constant(1.0) : float()
        %11 = multiply %5, %5 : float(5, 2)
        %12 = subtract %10, %11 : float(5, 2)
        %13 = multiply %9, %12 : float(5, 2)
        %14 = sum(axes: [0]) %13 : float(2,) "db"
        %15 = dot(left transposed) %0, %13 : float(3, 2) "dW"
        output 0 = %15
        output 1 = %14

        """)
    // Each new node comes from the line that its gradient flows back through.
    #expect(graph.nodes[7...].map(\.location.line) == [7, 7, 7, 6, 6, 6, 6, 5, 4])
  }

  @Test func addsUpWhatAllUsersContribute() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, scalar), name: "x", at: line(1))
    let square = try builder.add(.multiply, [x, x], at: line(2))
    let cost = try builder.add(.add, [square, x], at: line(3))
    let gradient = try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)[0]
    let graph = builder.graph(name: "sum", roots: [.init(.output(0), gradient)])
    let found = try Interpreter().evaluate(graph, inputs: [NumericArray([3], [])], shared: [])
    #expect(found[0].values == [7])
    #expect(graph[gradient].name == "dx")
  }

  @Test func addsTheSameNodesEveryTime() throws {
    func text() throws -> String {
      var generator = SeededGenerator(seed: 7)
      var builder = GraphBuilder()
      let parameters = try (0..<3).map { try builder.add(.shared($0, scalar), at: line($0)) }
      let cost = try RandomExpression.build(parameters, using: &generator, &builder)
      let gradients = try Autodiff.gradients(of: cost, withRespectTo: parameters, adding: &builder)
      return builder.graph(
        name: "same", roots: gradients.enumerated().map { .init(.output($0), $1) }
      ).description
    }
    let first = try text()
    #expect(try text() == first)
  }

  @Test func theCostIsItsOwnParameter() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, scalar), at: line(1))
    let cost = try builder.add(.exp, [x], at: line(2))
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: [cost, x, x], adding: &builder)
    let graph = builder.graph(
      name: "own", roots: gradients.enumerated().map { .init(.output($0), $1) })
    let found = try Interpreter().evaluate(graph, inputs: [NumericArray([0], [])], shared: [])
    #expect(found.map(\.values) == [[1], [1], [1]])
  }

  @Test func aGradientFlowsThroughComputedParameters() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, scalar), at: line(1))
    let square = try builder.add(.multiply, [x, x], at: line(2))
    let cost = try builder.add(.multiply, [square, square], at: line(3))
    let gradients = try Autodiff.gradients(of: cost, withRespectTo: [square, x], adding: &builder)
    let graph = builder.graph(
      name: "through", roots: gradients.enumerated().map { .init(.output($0), $1) })
    let found = try Interpreter().evaluate(graph, inputs: [NumericArray([2], [])], shared: [])
    #expect(found.map(\.values) == [[8], [32]])
  }

  @Test func nothingIsAddedOffThePath() throws {
    var builder = GraphBuilder()
    let image = try builder.add(.input(0, TensorType(.float, [1, 1, 3, 3])), at: line(1))
    let w = try builder.add(.shared(0, TensorType(.float, [1, 1, 3, 3])), at: line(1))
    let convolved = try builder.add(.conv2d(Convolution()), [image, w], at: line(2))
    let cost = try builder.add(.reshape([]), [convolved], at: line(3))
    _ = try Autodiff.gradients(of: cost, withRespectTo: [w], adding: &builder)
    // The image has no gradient: the filters are all that is asked for.
    #expect(
      builder.nodes[4...].map(\.operation.name) == ["constant", "reshape", "conv2dFilterGradient"])
  }

  @Test func anErrorAddsNothing() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, scalar), at: line(1))
    let y = try builder.add(.input(1, scalar), at: line(1))
    let cost = try builder.add(.exp, [x], at: line(2))
    #expect(throws: GradientError.disconnected(parameter: 1)) {
      try Autodiff.gradients(of: cost, withRespectTo: [x, y], adding: &builder)
    }
    #expect(builder.nodes.count == 3)
  }

  @Test func secondDerivativesAreGradientsOfGradients() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, scalar), at: line(1))
    let cost = try builder.add(.sigmoid, [x], at: line(2))
    let first = try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)[0]
    let second = try Autodiff.gradients(of: first, withRespectTo: [x], adding: &builder)[0]
    let graph = builder.graph(name: "twice", roots: [.init(.output(0), second)])
    let found = try Interpreter().evaluate(graph, inputs: [NumericArray([1], [])], shared: [])
    let y = 0.7310585786300049
    #expect(abs(found[0].values[0] - y * (1 - y) * (1 - 2 * y)) < 1e-15)
  }
}
