import GraphIR
import GraphPasses
import Testing

@testable import Lowering
@testable import Schedule

/// What decides the last bits besides the graph: it follows from the graph and the options alone.
@Suite struct AlgorithmTests {
  /// A convolution and its gradients, a long product and a long sum.
  private func graph() throws -> Graph {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([100, 8, 14, 14]), "x")
    let filters = try builder.shared(0, float([8, 8, 3, 3]), "filters")
    let left = try builder.input(1, float([10, 5000]), "left")
    let right = try builder.shared(1, float([5000, 30]), "right")
    let maps = try builder.apply(.conv2d(Convolution()), x, filters)
    let inputGradient = try builder.apply(
      .conv2dInputGradient(Convolution(), inputShape: [100, 8, 14, 14]), filters, maps)
    let filterGradient = try builder.apply(
      .conv2dFilterGradient(Convolution(), filterShape: [8, 8, 3, 3]), x, maps)
    let product = try builder.apply(
      .dot(transposesLeft: false, transposesRight: false), left, right)
    let total = try builder.apply(.reduce(.sum, axes: [0, 1], keepsDimensions: false), right)
    return builder.graph(outputs: [inputGradient, filterGradient, product, total])
  }

  private func algorithms(
    _ target: Target, _ optimization: Optimization = .full
  ) throws -> [String] {
    try Lowering.schedule(Plan(graph(), for: target, optimization: optimization)).algorithms
  }

  @Test func theyAreNamed() throws {
    let found = try algorithms(Target(registerBytes: 64))
    #expect(
      found == [
        "convolution 100x8x14x14 by 8x8x3x3: "
          + "Winograd F(1x6, 3x3) over 0, 1, -1, 2, -2, 0.5, -0.5 and infinity, filter rows directly",
        "input gradient 100x8x14x14 by 8x8x3x3: "
          + "Winograd F(6x6, 3x3) over 0, 1, -1, 2, -2, 0.5, -0.5 and infinity",
        "filter gradient 100x8x14x14 by 8x8x3x3: "
          + "Winograd F(1x6, 3x3) over 0, 1, -1, 2, -2, 0.5, -0.5 and infinity, filter rows directly, "
          + "7 portions of images in 2 chunks at multiples of 16",
        "product 10x5000 by 5000x30: 5 chunks", "sum of 5000x30: 16 chunks at multiples of 16",
      ])
  }

  @Test func optionsDecideThem() throws {
    let direct = [
      "convolution 100x8x14x14 by 8x8x3x3: direct",
      "input gradient 100x8x14x14 by 8x8x3x3: direct",
      "filter gradient 100x8x14x14 by 8x8x3x3: direct, sums over 4 rows, 7 portions of images in 2 chunks at multiples of 16",
      "product 10x5000 by 5000x30: 5 chunks", "sum of 5000x30: 16 chunks at multiples of 16",
    ]
    #expect(try algorithms(Target(registerBytes: 64, isExact: true)) == direct)
    #expect(
      try algorithms(Target(registerBytes: 64), .full.excluding("use-winograd")) == direct)
    let product = try algorithms(Target(registerBytes: 64, usesBLAS: true))[3]
    #expect(product == "product 10x5000 by 5000x30: BLAS")
    let rounded = try algorithms(Target(registerBytes: 64, usesBFloat16: true))[3]
    #expect(rounded == "product 10x5000 by 5000x30: bfloat16 factors, 5 chunks")
  }

  @Test func theMachineDoesNot() throws {
    let expected = try algorithms(Target(registerBytes: 64))
    for registerBytes in [16, 32, 64] {
      for threads in [nil, 1, 2, 64] {
        var target = Target(registerBytes: registerBytes, threads: threads, threadedWork: 1 << 12)
        #expect(try algorithms(target) == expected)
        target.savesMemory = true
        target.l2Bytes /= 8
        target.lastLevelBytes /= 8
        target.lineBytes *= 2
        target.pageBytes *= 4
        #expect(try algorithms(target) == expected)
      }
    }
  }
}
