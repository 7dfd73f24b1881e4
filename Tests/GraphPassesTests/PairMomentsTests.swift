import GraphIR
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct PairMomentsTests {
  private let head = """
    graph f
    %0 = input(0) : double(3, 2, 6, 6)
    %1 = input(1) : double(4, 2, 3, 3)
    %2 = conv2d %0, %1 : double(3, 4, 4, 4)
    """

  @Test func pairsTheSumsOfMeanAndVariance() throws {
    try check(
      .pairMoments,
      """
      \(head)
      %3 = sum(axes: [0, 2, 3]) %2 : double(4,)
      %4 = constant(48.0) : double()
      %5 = divide %3, %4 : double(4,)
      %6 = dimshuffle(x, 0, x, x) %5 : double(1, 4, 1, 1)
      %7 = subtract %2, %6 : double(3, 4, 4, 4)
      %8 = multiply %7, %7 : double(3, 4, 4, 4)
      %9 = sum(axes: [0, 2, 3]) %8 : double(4,)
      %10 = divide %9, %4 : double(4,)
      output 0 = %5
      output 1 = %10
      """,
      becomes: """
        \(head)
        %3 = planeMoments %2 : double(3, 4), double(3, 4)
        %4 = sum(axes: [0]) %3.0 : double(4,)
        %5 = constant(48.0) : double()
        %6 = divide %4, %5 : double(4,)
        %7 = dimshuffle(x, 0, x, x) %6 : double(1, 4, 1, 1)
        %8 = constant(16.0) : double()
        %9 = divide %3.0, %8 : double(3, 4)
        %10 = reshape(4,) %7 : double(4,)
        %11 = subtract %9, %10 : double(3, 4)
        %12 = multiply %11, %11 : double(3, 4)
        %13 = multiply %8, %12 : double(3, 4)
        %14 = add %3.1, %13 : double(3, 4)
        %15 = sum(axes: [0]) %14 : double(4,)
        %16 = divide %15, %5 : double(4,)
        output 0 = %6
        output 1 = %16
        """, tolerance: 1e-12)
  }

  /// The squares may be about any center, and what adds a bias to a convolution is one as well. The
  /// sum of several processes is such a center, too.
  @Test func anyCenterWillDo() throws {
    let before = try GraphParser.graph(
      """
      \(head)
      %3 = input(2) : double(4, 1, 1)
      %4 = add %2, %3 : double(3, 4, 4, 4)
      %5 = sum(axes: [3, 0, 2], keepingDimensions) %4 : double(1, 4, 1, 1)
      %6 = allReduce %5 : double(1, 4, 1, 1)
      %7 = subtract %6, %4 : double(3, 4, 4, 4)
      %8 = multiply %7, %7 : double(3, 4, 4, 4)
      %9 = sum(axes: [0, 2, 3], keepingDimensions) %8 : double(1, 4, 1, 1)
      %10 = input(3) : double()
      %11 = subtract %4, %10 : double(3, 4, 4, 4)
      %12 = multiply %11, %11 : double(3, 4, 4, 4)
      %13 = sum(axes: [0, 2, 3]) %12 : double(4,)
      output 0 = %9
      output 1 = %13
      """)
    let after = try Pass.eliminateDeadCode.run(Pass.pairMoments.run(before))
    #expect(after.nodes.count { $0.operation == .planeMoments } == 1)
    #expect(
      after.nodes.allSatisfy {
        if case .reduce(_, let axes, _) = $0.operation { axes == [0] } else { true }
      })
    var generator = SeededGenerator.announced()
    try expectSameValues(before, after, tolerance: 1e-12, using: &generator)
  }

  /// One sum alone, planes of few elements, centers of each image, and what is no convolution.
  @Test(
    arguments: [
      """
      %3 = sum(axes: [0, 2, 3]) %2 : double(4,)
      output 0 = %3
      """,
      """
      %3 = input(2) : double(4, 1, 1)
      %4 = subtract %2, %3 : double(3, 4, 4, 4)
      %5 = multiply %4, %4 : double(3, 4, 4, 4)
      %6 = sum(axes: [0, 2, 3]) %5 : double(4,)
      output 0 = %6
      """,
      """
      %3 = slice(0 ..< 3, 0 ..< 4, 0 ..< 4, 0 ..< 3) %2 : double(3, 4, 4, 3)
      %4 = sum(axes: [0, 2, 3]) %3 : double(4,)
      %5 = input(2) : double(4, 1, 1)
      %6 = subtract %3, %5 : double(3, 4, 4, 3)
      %7 = multiply %6, %6 : double(3, 4, 4, 3)
      %8 = sum(axes: [0, 2, 3]) %7 : double(4,)
      output 0 = %4
      output 1 = %8
      """,
      """
      %3 = sum(axes: [0, 2, 3]) %2 : double(4,)
      %4 = input(2) : double(3, 4, 1, 1)
      %5 = subtract %2, %4 : double(3, 4, 4, 4)
      %6 = multiply %5, %5 : double(3, 4, 4, 4)
      %7 = sum(axes: [0, 2, 3]) %6 : double(4,)
      output 0 = %3
      output 1 = %7
      """,
    ])
  func keepsOtherSums(of rest: String) throws {
    let graph = try GraphParser.graph("\(head)\n\(rest)")
    #expect(try Pass.pairMoments.run(graph).isIdentical(to: graph))
  }

  @Test func exactFunctionsKeepTheOrder() {
    #expect(!Optimization.full.exact.passNames.contains(Pass.pairMoments.name))
  }
}
