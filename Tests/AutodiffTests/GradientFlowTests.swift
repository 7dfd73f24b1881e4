import Autodiff
import Diagnostics
import GraphIR
import Interpreter
import TestSupport
import Testing

/// Where gradients come from, where they end, and what is done to them on the way.
@Suite struct GradientFlowTests {
  private let here = GradientCheck.here
  private let scalar = TensorType(.double, [])
  private let pair = TensorType(.double, [2])

  /// The elements of what `build` makes of an input of two numbers.
  private func values(
    at point: [Double], _ build: (inout GraphBuilder, Value) throws -> [Value]
  ) throws -> [[Double]] {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, pair), name: "x", at: here)
    let results = try build(&builder, x)
    let graph = builder.graph(
      name: "flow", roots: results.enumerated().map { .init(.output($0), $1) })
    try GraphVerifier(after: "autodiff").verify(graph)
    return try Interpreter().evaluate(graph, inputs: [NumericArray(point, [2])], shared: [])
      .map(\.values)
  }

  private func sum(_ value: Value, _ builder: inout GraphBuilder) throws -> Value {
    try builder.add(.reduce(.sum, axes: [0], keepsDimensions: false), [value], at: here)
  }

  @Test func costsAreAddedUp() throws {
    let found = try values(at: [1.5, -2]) { builder, x in
      let first = try sum(builder.add(.multiply, [x, x], at: here), &builder)
      let second = try sum(x, &builder)
      // One cost is part of another, and one is there twice.
      let third = try builder.add(.multiply, [second, second], at: here)
      return try Autodiff.gradients(
        of: [first, second, third, first], withRespectTo: [x], adding: &builder)
    }
    // 2 x twice, 1, and 2 Σ x.
    #expect(found == [[6, -8]])
  }

  // MARK: Known gradients

  @Test func knownGradientsTakeThePlaceOfCosts() throws {
    let found = try values(at: [1.5, -2]) { builder, x in
      let square = try builder.add(.multiply, [x, x], at: here)
      let known = try builder.add(
        .constant(Literal(type: pair, scalars: [.real(10), .real(100)])), at: here)
      return try Autodiff.gradients(
        of: [], withRespectTo: [x, square], knownGradients: [.init(of: square, known)],
        adding: &builder)
    }
    #expect(found == [[30, -400], [10, 100]])
  }

  /// What is known at a value stands for all that flows back to it, whatever else there is.
  @Test func knownGradientsComeBeforeWhatFlowsBack() throws {
    let found = try values(at: [1.5, -2]) { builder, x in
      let square = try builder.add(.multiply, [x, x], at: here)
      let cost = try sum(builder.add(.multiply, [square, x], at: here), &builder)
      let known = try builder.constant(0, pair, at: here)
      return try Autodiff.gradients(
        of: [cost], withRespectTo: [x], knownGradients: [.init(of: square, known)],
        adding: &builder)
    }
    #expect(found == [[2.25, 4]])
  }

  // MARK: Ends

  @Test func nothingFlowsThroughComparisonsPositionsAndIntegers() throws {
    let zeros = try values(at: [1.5, -2]) { builder, x in
      let half = try builder.constant(0.5, scalar, at: here)
      let greater = try builder.add(.greater, [x, half], at: here)
      let position = try builder.add(.argmax(axis: 0), [x], at: here)
      let whole = try builder.add(.cast(.int32), [x], at: here)
      let stopped = try builder.add(.stopGradient, [x], at: here)
      var gradients: [Value] = []
      for value in [greater, position, whole, stopped] {
        let real = try builder.add(.cast(.double), [value], at: here)
        let cost = try builder.type(of: real).shape.rank == 0 ? real : sum(real, &builder)
        gradients += try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)
        #expect(try builder.nodes[#require(gradients.last).node].name == "dx")
      }
      return gradients
    }
    #expect(zeros == [[0, 0], [0, 0], [0, 0], [0, 0]])
  }

  @Test func stoppedGradientsFlowElsewhere() throws {
    let found = try values(at: [1.5, -2]) { builder, x in
      let stopped = try builder.add(.stopGradient, [x], at: here)
      let cost = try sum(builder.add(.multiply, [x, stopped], at: here), &builder)
      return try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)
    }
    #expect(found == [[1.5, -2]])
  }

  @Test func clippedGradientsStayWithinBounds() throws {
    let found = try values(at: [2, 0.25]) { builder, x in
      let clipped = try builder.add(.clipGradient(-1, 1), [x], at: here)
      let squares = try builder.add(.multiply, [clipped, clipped], at: here)
      let cost = try sum(squares, &builder)
      let negative = try builder.add(.negate, [cost], at: here)
      return try Autodiff.gradients(of: cost, withRespectTo: [x], adding: &builder)
        + Autodiff.gradients(of: negative, withRespectTo: [x], adding: &builder)
    }
    #expect(found == [[1, 0.5], [-1, -0.5]])
  }

  @Test func disconnectedParametersMayHaveZeros() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, scalar), at: here)
    let y = try builder.add(.input(1, pair), name: "y", at: here)
    let cost = try builder.add(.exp, [x], at: here)
    let gradients = try Autodiff.gradients(
      of: [cost], withRespectTo: [x, y], disconnected: .zero, adding: &builder)
    #expect(builder.nodes[gradients[1].node].operation == .constant(Literal(0, type: pair)))
    #expect(builder.nodes[gradients[1].node].name == "dy")
  }

  // MARK: Products

  /// Parameters one of which is computed from another: their products are added up.
  @Test func directionsOfComputedParameters() throws {
    let found = try values(at: [1.5, -2]) { builder, x in
      let square = try builder.add(.multiply, [x, x], at: here)
      let result = try builder.add(.multiply, [square, x], at: here)
      let direction = try builder.constant(1, pair, at: here)
      return [
        try Autodiff.jacobianVectorProduct(
          of: result, withRespectTo: [x, square], along: [direction, direction], adding: &builder)
      ]
    }
    // 3 x² along x, and x along the square.
    #expect(found == [[8.25, 10]])
  }

  @Test func directionsPassClippedGradientsUnchanged() throws {
    let found = try values(at: [1.5, -2]) { builder, x in
      let clipped = try builder.add(.clipGradient(-1, 1), [x], at: here)
      let direction = try builder.constant(7, pair, at: here)
      return [
        try Autodiff.jacobianVectorProduct(
          of: clipped, withRespectTo: [x], along: [direction], adding: &builder)
      ]
    }
    #expect(found == [[7, 7]])
  }

  @Test func directionsOfWhatDoesNotMoveAreZero() throws {
    let found = try values(at: [1.5, -2]) { builder, x in
      let stopped = try builder.add(.stopGradient, [x], at: here)
      return [
        try Autodiff.jacobianVectorProduct(
          of: stopped, withRespectTo: [x], along: [x], adding: &builder)
      ]
    }
    #expect(found == [[0, 0]])
  }

  // MARK: Mistakes

  @Test func errorsAddNothing() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, pair), at: here)
    let number = try builder.add(.input(1, scalar), at: here)
    let whole = try builder.add(.cast(.int64), [x], at: here)
    let count = builder.nodes.count
    #expect(throws: GradientError.knownGradientType(0, expected: pair, found: scalar)) {
      try Autodiff.gradients(
        of: [], withRespectTo: [x], knownGradients: [.init(of: x, number)], adding: &builder)
    }
    #expect(throws: GradientError.knownTwice(1)) {
      try Autodiff.gradients(
        of: [], withRespectTo: [x], knownGradients: [.init(of: x, x), .init(of: x, x)],
        adding: &builder)
    }
    #expect(throws: GradientError.costNotScalar([2], cost: 1)) {
      try Autodiff.gradients(of: [number, x], withRespectTo: [x], adding: &builder)
    }
    #expect(throws: GradientError.vectorType(expected: pair, found: scalar)) {
      try Autodiff.vectorJacobianProducts(
        of: x, vector: number, withRespectTo: [x], adding: &builder)
    }
    #expect(throws: GradientError.costNotFloatingPoint(.int64, cost: 0)) {
      try Autodiff.vectorJacobianProducts(
        of: whole, vector: whole, withRespectTo: [x], adding: &builder)
    }
    #expect(throws: GradientError.directionCount(expected: 1, found: 2)) {
      _ = try Autodiff.jacobianVectorProduct(
        of: x, withRespectTo: [x], along: [x, x], adding: &builder)
    }
    #expect(throws: GradientError.directionType(parameter: 0, expected: pair, found: scalar)) {
      _ = try Autodiff.jacobianVectorProduct(
        of: x, withRespectTo: [x], along: [number], adding: &builder)
    }
    #expect(builder.nodes.count == count)
  }
}
