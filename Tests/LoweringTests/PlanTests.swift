import GraphIR
import GraphPasses
import Testing

@testable import Lowering
@testable import Schedule

/// What is decided, as text.
@Suite struct PlanTests {
  /// A convolution under a product, a sum of squares and an update.
  private func graph() throws -> Graph {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([32, 1, 12, 12]), "x")
    let filters = try builder.shared(0, float([8, 1, 5, 5]), "filters")
    let weights = try builder.shared(1, float([512, 64]), "weights")
    let images = try builder.apply(.conv2d(Convolution()), x, filters)
    let rows = try builder.apply(.reshape([32, 512]), images)
    let product = try builder.apply(
      .dot(transposesLeft: false, transposesRight: false), rows, weights)
    let hidden = try builder.apply(.tanh, product)
    let squares = try builder.apply(.multiply, weights, weights)
    let total = try builder.apply(.reduce(.sum, axes: [0, 1], keepsDimensions: false), squares)
    let doubled = try builder.apply(.add, weights, weights)
    return builder.graph(outputs: [hidden, total], updates: [(1, doubled)])
  }

  @Test func aPlanIsStableText() throws {
    let plan = Plan(try graph(), for: Target(vectorBytes: 32))
    #expect(
      PlanPrinter(plan).text == """
        plan f
        target (vectorBytes: 32, registers: 16, accumulators: 12, l2Bytes: 1048576, \
        lastLevelBytes: 8388608, lineBytes: 64, lineCycles: 20, threadedWork: 262144, isExact: false)
        %3 conv2d: 8 images innermost at Tests/Model.swift:1
          Winograd F(1x4, 5x5) over 0, 1, -1, 2, -2, 0.5, -0.5 and infinity, filter rows by the \
        definition: rowTiledConvolution(filterTiles: [(start: 0, end: 8, size: 1)])
          cycles: direct 14222, F(1x2) 17280, F(2x2) 46835, F(3x2) 41492, F(4x2) 31906, F(1x3) \
        15120, F(2x3) 44564, F(3x3) 39570, F(4x3) 30477, F(1x4) 11520, F(2x4) 36002, F(3x4) \
        32013, F(4x4) 24684
        %4 reshape(32, 512): row-major at Tests/Model.swift:1
        %5 dot: row-major, computed in %6 at Tests/Model.swift:1
          in tiles of 6 x 16, vectors along columns
          cycles: tiles along columns 181296, tiles along rows 188296
        %6 tanh: row-major, computes %5 at Tests/Model.swift:1
        %7 multiply: row-major, computed in %8 at Tests/Model.swift:1
        %8 sum(axes: [0, 1]): row-major, sum in parts, computes %7 at Tests/Model.swift:1
        %9 add: row-major, in place of shared 1 at Tests/Model.swift:1

        """)
  }

  @Test func aStepDecidesOneThing() throws {
    var reports: [StepReport<Plan>] = []
    _ = Plan(
      try graph(), for: Target(vectorBytes: 32), optimization: try .full.excluding("fuse-into-sums")
    ) { reports.append($0) }
    #expect(
      reports.map(\.step) == [
        "update-in-place", "choose-algorithms", "assign-layouts", "fuse-into-products",
      ])
    #expect(reports[0].after.updates.inPlace == [9: 1])
    #expect(reports[1].before.choices.isEmpty)
    #expect(reports[1].after.choices.keys.sorted() == [3, 5])
    #expect(reports[2].after.layouts[3] == .imagesInnermost(lanes: 8))
    #expect(reports[3].after.products.products == [6: 5])
    #expect(reports[3].after.sums.sums == [8])
    #expect(reports[3].after.sums.fused.isEmpty)
  }

  @Test func whereNumbersAreCheckedNoUpdateIsInPlace() throws {
    let plan = Plan(try graph(), for: Target(vectorBytes: 32), checksNumerics: true)
    #expect(plan.updates.inPlace.isEmpty)
  }

  /// Each candidate has its cost, and the least is taken.
  @Test func candidatesHaveCosts() throws {
    let plan = Plan(try graph(), for: Target(vectorBytes: 64))
    let choice = try #require(plan.choices[3])
    #expect(choice.candidates.map(\.name).first == "direct")
    #expect(choice.candidates.count == 13)
    let exact = Plan(try graph(), for: Target(vectorBytes: 64, isExact: true))
    #expect(exact.choices[3]?.candidates.map(\.name) == ["direct"])
  }

  @Test func loweringFollowsThePlan() throws {
    var plan = Plan(try graph(), for: Target(vectorBytes: 32))
    #expect(try Lowering.schedule(plan).kernels.contains { $0.name == "weights_tanh_" } == false)
    plan.products = .none
    #expect(try Lowering.schedule(plan).kernels.contains { $0.name == "weights_tanh_" })
  }
}
