import GraphIR
import Testing

@testable import GraphPasses

@Suite struct FoldConstantsTests {
  @Test func computesWhatIsKnown() throws {
    try check(
      .foldConstants,
      """
      graph f
      %0 = input(0) : double(2,)
      %1 = constant(1.0) : double()
      %2 = constant(2.0) : double()
      %3 = add %1, %2 : double()
      %4 = multiply %0, %3 : double(2,) "y"
      output 0 = %4
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2,)
        %1 = constant(3.0) : double()
        %2 = multiply %0, %1 : double(2,) "y"
        output 0 = %2
        """)
  }

  @Test func keepsEqualElementsInOne() throws {
    try check(
      .foldConstants,
      """
      graph f
      %0 = constant(1.0) : double()
      %1 = broadcast %0 : double(500, 784) "ones"
      %2 = reshape(784, 500) %1 : double(784, 500)
      output 0 = %2
      """,
      becomes: """
        graph f
        %0 = constant(1.0) : double(784, 500)
        output 0 = %0
        """)
  }

  @Test func keepsElementsThatDifferOnlyIfTheyAreFew() throws {
    func folds(_ count: Int) throws -> Bool {
      var builder = GraphBuilder()
      let literal = Literal(
        type: TensorType(.double, [count]), scalars: (0..<count).map { .real(Double($0)) })
      let result = try builder.apply(.negate, builder.apply(.constant(literal)))
      let folded = try Pass.foldConstants.run(builder.graph(result))
      return folded[folded.roots[0].value].operation.isSource
    }
    #expect(try folds(1_024))
    #expect(try !folds(1_025))
  }

  @Test func computesSumsAndProducts() throws {
    try check(
      .foldConstants,
      """
      graph f
      %0 = constant([1.0, 2.0, 3.0, 4.0]) : double(2, 2)
      %1 = dot(right transposed) %0, %0 : double(2, 2)
      %2 = sum(axes: [1]) %1 : double(2,)
      output 0 = %1
      output 1 = %2
      """,
      becomes: """
        graph f
        %0 = constant([5.0, 11.0, 11.0, 25.0]) : double(2, 2)
        %1 = constant([16.0, 36.0]) : double(2,)
        output 0 = %0
        output 1 = %1
        """)
  }

  @Test func roundsToFloat() throws {
    var builder = GraphBuilder()
    let sum = try builder.apply(.add, builder.constant(0.1, .float), builder.constant(0.2, .float))
    let folded = try Pass.foldConstants.run(builder.graph(sum))
    #expect(
      folded[folded.roots[0].value].literal?.scalars
        == [.real(Double(Float(Double(Float(0.1)) + Double(Float(0.2)))))])
  }

  /// The last bits of these are the C library's when the interpreter computes them; compiled
  /// functions compute them with the same bits everywhere.
  @Test(
    arguments: [
      .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid, .erf, .softplus,
    ] as [ElementwiseFunction])
  func leavesWhatTheLibraryWouldRound(function: ElementwiseFunction) throws {
    for type in [ElementType.float, .double] {
      var builder = GraphBuilder()
      let result = try builder.apply(function, builder.constant(0.5, type))
      let graph = builder.graph(result)
      #expect(try Pass.foldConstants.run(graph).isIdentical(to: graph))
    }
  }

  @Test func leavesPowersOfNumbersAndSoftmax() throws {
    var builder = GraphBuilder()
    let (base, exponent) = try (builder.constant(2, .float), builder.constant(0.5, .float))
    let root = try builder.apply(.power, base, exponent)
    let power = builder.graph(root)
    #expect(try Pass.foldConstants.run(power).isIdentical(to: power))
    for operation in [GraphIR.Operation.softmax, .logSoftmax] {
      var builder = GraphBuilder()
      let literal = Literal(type: TensorType(.float, [1, 2]), scalars: [.real(1), .real(2)])
      let result = try builder.apply(operation, builder.apply(.constant(literal)))
      let graph = builder.graph(result)
      #expect(try Pass.foldConstants.run(graph).isIdentical(to: graph))
    }
  }

  @Test func computesRootsAndPowersOfIntegers() throws {
    var builder = GraphBuilder()
    let root = try builder.apply(.sqrt, builder.constant(2))
    let power = try builder.apply(
      .power, builder.constant(3, .int64), builder.constant(4, .int64))
    for (result, expected) in [
      (root, Literal.Scalar.real(2.0.squareRoot())), (power, .integer(81)),
    ] {
      let folded = try Pass.foldConstants.run(builder.graph(result))
      #expect(folded[folded.roots[0].value].literal?.scalars == [expected])
    }
  }

  @Test func dividesIntegersByZeroAsTheRunDoes() throws {
    var builder = GraphBuilder()
    let quotient = try builder.apply(
      .divide, builder.constant(1, .int64), builder.constant(0, .int64))
    let graph = builder.graph(quotient)
    let folded = try Pass.foldConstants.run(graph)
    #expect(folded[folded.roots[0].value].literal?.scalars == [.integer(0)])
  }

  @Test func leavesIntegersThatADoubleCannotHold() throws {
    func folds(_ value: Int64, _ other: Int64) throws -> Bool {
      var builder = GraphBuilder()
      let operands = try [value, other].map {
        try builder.apply(
          .constant(Literal(type: TensorType(.int64, .scalar), scalars: [.integer($0)])))
      }
      let sum = try builder.add(.add, operands, at: GraphBuilder.here)
      let folded = try Pass.foldConstants.run(builder.graph(sum))
      return folded[folded.roots[0].value].operation.isSource
    }
    let largest: Int64 = (1 << 53) - 1
    #expect(try folds(largest, 0))
    #expect(try folds(-largest, 0))
    #expect(try folds(largest, -largest))
    #expect(try !folds(largest, 1))
    #expect(try !folds(largest, largest))
    #expect(try !folds(largest + 2, -2))
    #expect(try !folds(.min, .min))
  }

  @Test func keepsTheSignOfZero() throws {
    var builder = GraphBuilder()
    let negative = try builder.apply(.negate, builder.constant(0))
    let folded = try Pass.foldConstants.run(builder.graph(negative))
    #expect(folded[folded.roots[0].value].literal?.scalars == [.real(-0.0)])
    #expect(folded[folded.roots[0].value].literal?.scalars != [.real(0.0)])
  }
}
