import GraphIR
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct FactorSumsTests {
  @Test func takesOutWhatIsTheSameForAChannel() throws {
    try check(
      .factorSums,
      """
      graph f
      %0 = input(0) : double(2, 3, 4, 5)
      %1 = input(1) : double(3,)
      %2 = dimshuffle(x, 0, x, x) %1 : double(1, 3, 1, 1)
      %3 = multiply %0, %2 : double(2, 3, 4, 5)
      %4 = negate %3 : double(2, 3, 4, 5)
      %5 = sum(axes: [0, 2, 3]) %4 : double(3,)
      output 0 = %5
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 3, 4, 5)
        %1 = input(1) : double(3,)
        %2 = dimshuffle(x, 0, x, x) %1 : double(1, 3, 1, 1)
        %3 = sum(axes: [0, 2, 3]) %0 : double(3,)
        %4 = reshape(3,) %2 : double(3,)
        %5 = multiply %3, %4 : double(3,)
        %6 = negate %5 : double(3,)
        output 0 = %6
        """, tolerance: 1e-12)
  }

  @Test func takesOutTwosAndDivisors() throws {
    try check(
      .factorSums,
      """
      graph f
      %0 = input(0) : double(2, 3)
      %1 = input(1) : double()
      %2 = multiply %1, %0 : double(2, 3)
      %3 = multiply %1, %0 : double(2, 3)
      %4 = add %2, %3 : double(2, 3)
      %5 = constant(7.0) : double()
      %6 = divide %4, %5 : double(2, 3)
      %7 = sum(axes: [0], keepingDimensions) %6 : double(1, 3)
      output 0 = %7
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 3)
        %1 = input(1) : double()
        %2 = constant(7.0) : double()
        %3 = sum(axes: [0], keepingDimensions) %0 : double(1, 3)
        %4 = multiply %3, %1 : double(1, 3)
        %5 = constant(2.0) : double()
        %6 = multiply %5, %4 : double(1, 3)
        %7 = divide %6, %2 : double(1, 3)
        output 0 = %7
        """, tolerance: 1e-12)
  }

  @Test func dropsDistancesFromTheMean() throws {
    try check(
      .factorSums,
      """
      graph f
      %0 = input(0) : double(2, 3, 4, 5)
      %1 = sum(axes: [0, 2, 3]) %0 : double(3,)
      %2 = constant(40.0) : double()
      %3 = divide %1, %2 : double(3,)
      %4 = dimshuffle(x, 0, x, x) %3 : double(1, 3, 1, 1)
      %5 = subtract %0, %4 : double(2, 3, 4, 5)
      %6 = negate %5 : double(2, 3, 4, 5)
      %7 = sum(axes: [0, 2, 3]) %6 : double(3,)
      output 0 = %7
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 3, 4, 5)
        %1 = constant(-0.0) : double(3,)
        output 0 = %1
        """, tolerance: 1e-12)
  }

  @Test func keepsDistancesFromOtherMeans() throws {
    var builder = GraphBuilder()
    let (x, y) = (try builder.input(0, [3, 3]), try builder.input(1, [3, 3]))
    let sum = { (builder: inout GraphBuilder, terms: Value, axis: Int) in
      try builder.apply(.reduce(.sum, axes: [axis], keepsDimensions: false), terms)
    }
    var roots: [Value] = []
    // Of another tensor, over other axes, of another number of elements.
    for (terms, axis, count) in [(y, 0, 3.0), (x, 1, 3), (x, 0, 4)] {
      let number = try builder.constant(count)
      let mean = try builder.apply(.divide, sum(&builder, terms, axis), number)
      roots.append(try sum(&builder, builder.apply(.subtract, x, mean), 0))
    }
    let graph = builder.graph(roots[0], roots[1], roots[2])
    #expect(try Pass.factorSums.run(graph).isIdentical(to: graph))
  }

  @Test func keepsWhatDiffersAmongTheTerms() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, [2, 3])
    let row = try builder.input(1, [3])
    let column = try builder.input(2, [2, 1])
    let sums = try [(row, 1), (column, 0)].map { factor, axis in
      try builder.apply(
        .reduce(.sum, axes: [axis], keepsDimensions: false), builder.apply(.multiply, x, factor))
    }
    // A product of two that both spread is none of what is summed.
    let outer = try builder.apply(
      .reduce(.sum, axes: [0], keepsDimensions: false), builder.apply(.multiply, column, row))
    // Signs of what spreads are not those of the terms, of which there are more.
    let negative = try builder.apply(.elementwise(.negate, [4, 3]), row)
    let spread = try builder.apply(
      .reduce(.sum, axes: [0], keepsDimensions: false), negative)
    let graph = builder.graph(sums[0], sums[1], outer, spread)
    #expect(try Pass.factorSums.run(graph).isIdentical(to: graph))
  }

  @Test func exactFunctionsKeepTheOrder() {
    #expect(!Optimization.full.exact.passNames.contains(Pass.factorSums.name))
  }
}
