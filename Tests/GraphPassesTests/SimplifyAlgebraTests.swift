import GraphIR
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct SimplifyAlgebraTests {
  /// What an expression of x, an input of shape (2, 3), becomes: the operations in order.
  private func simplified(
    _ type: ElementType = .double,
    at location: Testing.SourceLocation = #_sourceLocation,
    _ expression: (inout GraphBuilder, Value) throws -> Value
  ) throws -> [String] {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2, 3], type)
    let value = try expression(&builder, x)
    let graph = builder.graph(value)
    let result = try Pass.simplifyAlgebra.run(graph)
    try GraphVerifier(after: Pass.simplifyAlgebra.name).verify(result)
    #expect(try Pass.simplifyAlgebra.run(result).isIdentical(to: result), sourceLocation: location)
    var generator = SeededGenerator.announced()
    try expectSameValues(graph, result, using: &generator, at: location)
    return try Pass.eliminateDeadCode.run(result).nodes.map(\.operation.description)
  }

  @Test func dropsNeutralElements() throws {
    #expect(try simplified { try $0.apply(.multiply, $1, $0.constant(1)) } == ["input(0)"])
    #expect(try simplified { try $0.apply(.multiply, $0.constant(1), $1) } == ["input(0)"])
    #expect(try simplified { try $0.apply(.divide, $1, $0.constant(1)) } == ["input(0)"])
    #expect(try simplified { try $0.apply(.subtract, $1, $0.constant(0)) } == ["input(0)"])
    #expect(try simplified { try $0.apply(.add, $1, $0.constant(-0.0)) } == ["input(0)"])
    #expect(try simplified { try $0.apply(.add, $0.constant(-0.0), $1) } == ["input(0)"])
  }

  @Test func dropsNeutralIntegers() throws {
    #expect(
      try simplified(.int64) { try $0.apply(.multiply, $1, $0.constant(1, .int64)) } == ["input(0)"]
    )
    #expect(
      try simplified(.int32) { try $0.apply(.add, $1, $0.constant(0, .int32)) } == ["input(0)"])
    #expect(
      try simplified(.int32) { try $0.apply(.add, $0.constant(0, .int32), $1) } == ["input(0)"])
    #expect(
      try simplified(.int64) { try $0.apply(.subtract, $1, $0.constant(0, .int64)) } == ["input(0)"]
    )
  }

  @Test func keepsWhatChangesAZeroAnInfinityOrANaN() throws {
    #expect(
      try simplified { try $0.apply(.add, $1, $0.constant(0)) }
        == ["input(0)", "constant(0.0)", "add"])
    #expect(
      try simplified { try $0.apply(.subtract, $1, $0.constant(-0.0)) }
        == ["input(0)", "constant(-0.0)", "subtract"])
    #expect(
      try simplified { try $0.apply(.multiply, $1, $0.constant(0)) }
        == ["input(0)", "constant(0.0)", "multiply"])
    #expect(try simplified { try $0.apply(.subtract, $1, $1) } == ["input(0)", "subtract"])
    #expect(try simplified { try $0.apply(.divide, $1, $1) } == ["input(0)", "divide"])
    // 1 is neutral on the right of a division only, as 0 is on the right of a subtraction.
    #expect(
      try simplified { try $0.apply(.divide, $0.constant(1), $1) }
        == ["input(0)", "constant(1.0)", "divide"])
    #expect(
      try simplified { try $0.apply(.subtract, $0.constant(0), $1) }
        == ["input(0)", "constant(0.0)", "subtract"])
  }

  @Test func dropsASecondNegation() throws {
    #expect(
      try simplified { try $0.apply(.negate, $0.apply(.negate, $1)) } == ["input(0)"])
    #expect(
      try simplified { try $0.apply(.negate, $0.apply(.negate, $0.apply(.negate, $1))) }
        == ["input(0)", "negate"])
  }

  @Test func dropsConversionsToWhatIsThere() throws {
    #expect(try simplified { try $0.apply(.cast(.double), $1) } == ["input(0)"])
    #expect(try simplified { try $0.apply(.cast(.float), $1) } == ["input(0)", "cast(float)"])
    #expect(try simplified { try $0.apply(.reshape([2, 3]), $1) } == ["input(0)"])
    #expect(try simplified { try $0.apply(.dimshuffle([0, 1]), $1) } == ["input(0)"])
    #expect(try simplified { try $0.apply(.elementwise(.identity, [2, 3]), $1) } == ["input(0)"])
  }

  @Test func joinsSteps() throws {
    #expect(
      try simplified { try $0.apply(.reshape([3, 2]), $0.apply(.reshape([6]), $1)) }
        == ["input(0)", "reshape(3, 2)"])
    #expect(
      try simplified { try $0.apply(.reshape([2, 3]), $0.apply(.reshape([6]), $1)) }
        == ["input(0)"])
    #expect(
      try simplified { try $0.apply(.dimshuffle([1, 0]), $0.apply(.dimshuffle([1, 0]), $1)) }
        == ["input(0)"])
    // The new axis of the first is left out by the second, which adds one at another place.
    #expect(
      try simplified {
        try $0.apply(.dimshuffle([2, nil, 1]), $0.apply(.dimshuffle([nil, 0, 1]), $1))
      } == ["input(0)", "dimshuffle(1, x, 0)"])
    #expect(
      try simplified {
        try $0.apply(
          .elementwise(.identity, [4, 2, 3]), $0.apply(.elementwise(.identity, [1, 2, 3]), $1))
      } == ["input(0)", "broadcast"])
  }

  @Test func spreadsOperandsOnlyOnce() throws {
    try check(
      .simplifyAlgebra,
      """
      graph f
      %0 = input(0) : double(3,)
      %1 = input(1) : double(2, 3)
      %2 = broadcast %0 : double(2, 3)
      %3 = constant(1.0) : double(2, 3)
      %4 = multiply %0, %3 : double(2, 3) "product"
      %5 = add %2, %1 : double(2, 3)
      output 0 = %4
      output 1 = %5
      """,
      becomes: """
        graph f
        %0 = input(0) : double(3,)
        %1 = input(1) : double(2, 3)
        %2 = broadcast %0 : double(2, 3) "product"
        %3 = add %0, %1 : double(2, 3)
        output 0 = %2
        output 1 = %3
        """)
  }

  @Test func handsTheNameOn() throws {
    var builder = GraphBuilder()
    let tanh = try builder.apply(.tanh, builder.input(0, [2]))
    let result = try builder.apply(.multiply, tanh, builder.constant(1), name: "y")
    let simplified = try Pass.simplifyAlgebra.run(builder.graph(result))
    let node = simplified[simplified.roots[0].value]
    #expect(node.function == .tanh)
    #expect(node.name == "y")
    #expect(node.location.description == "Tests/Model.swift:1")
  }
}
