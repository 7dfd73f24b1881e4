import Diagnostics
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
    let plan = try Plan(graph(), for: Target(registerBytes: 32))
    #expect(
      PlanPrinter(plan).text == """
        plan f
        target (registerBytes: 32, registers: 8, accumulators: 6, \
        l2Bytes: 1048576, lastLevelBytes: 8388608, lineBytes: 64, lineCycles: 20, pageBytes: 4096, \
        largePageBytes: 2097152, threads: none, threadedWork: 262144, \
        fusion: (operands: 8, steps: 32, windowPositions: 64), isExact: false, usesBLAS: false, \
        usesBFloat16: false, savesMemory: false, checksBounds: false, bucketBytes: 1048576)
        %3 conv2d: 16 images innermost for its kernel at Tests/Model.swift:1
          Winograd F(1x4, 5x5) over 0, 1, -1, 2, -2, 0.5, -0.5 and infinity, filter rows \
        directly: rowTiledConvolution(filterTiles: [(start: 0, end: 8, size: 1)])
          cycles: direct 14222, F(1x2) 17280, F(2x2) 46835, F(3x2) 41492, F(4x2) 31906, F(1x3) \
        15120, F(2x3) 44564, F(3x3) 39570, F(4x3) 30477, F(1x4) 11520, F(2x4) 36002, F(3x4) \
        32013, F(4x4) 24684; the fewest
        %4 reshape(32, 512): row-major at Tests/Model.swift:1
        %5 dot: row-major, computed in %6 at Tests/Model.swift:1
          in tiles of 6 x 16, vectors along columns
          cycles: tiles along columns 127209, tiles along rows 145123; the fewest
        %6 tanh: row-major, computes %5 at Tests/Model.swift:1
        %7 multiply: row-major, computed in %8 at Tests/Model.swift:1
        %8 sum(axes: [0, 1]): row-major, sum in parts, computes %7 at Tests/Model.swift:1
        %9 add: row-major like shared values, in place of shared 1 at Tests/Model.swift:1

        """)
  }

  @Test func aStepDecidesOneThing() throws {
    var reports: [StepReport<Plan>] = []
    _ = try Plan(
      graph(), for: Target(registerBytes: 32), optimization: .full.excluding("fuse-into-sums")
    ) { reports.append($0) }
    #expect(
      reports.map(\.step) == [
        "update-in-place", "choose-algorithms", "assign-layouts", "fuse-into-products",
        "fuse-into-convolutions", "sum-in-convolutions", "join-gradients",
      ])
    #expect(reports[0].after.updates.inPlace == [9: 1])
    #expect(reports[1].before.choices.isEmpty)
    #expect(reports[1].after.choices.keys.sorted() == [3, 5])
    #expect(reports[2].after.layouts[3] == .imagesInnermost(lanes: 16))
    #expect(reports[3].after.productFusion.products == [6: 5])
    #expect(reports[3].after.sumFusion.sums == [8])
    #expect(reports[3].after.sumFusion.fused.isEmpty)
  }

  @Test func whereNumbersAreCheckedNoUpdateIsInPlace() throws {
    let plan = try Plan(graph(), for: Target(registerBytes: 32), checksNumerics: true)
    #expect(plan.updates.inPlace.isEmpty)
  }

  /// Each candidate has its cost, and the least is taken.
  @Test func candidatesHaveCosts() throws {
    let plan = try Plan(graph(), for: Target(registerBytes: 64))
    let choice = try #require(plan.choices[3])
    #expect(choice.candidates.map(\.name).first == "direct")
    #expect(choice.candidates.count == 13)
    let exact = try Plan(graph(), for: Target(registerBytes: 64, isExact: true))
    #expect(exact.choices[3]?.candidates.map(\.name) == ["direct"])
  }

  private func plan(taking ways: [Int: String], measured: [String: Double] = [:]) throws -> Plan {
    let nodes = ways.sorted { $0.key < $1.key }.map { node, way in
      TunedChoices.Node(
        node: node, way: way,
        measurements: measured.sorted { $0.key < $1.key }.map {
          TunedChoices.Measurement(way: $0.key, milliseconds: $0.value)
        })
    }
    return try Plan(graph(), for: Target(registerBytes: 64), tuned: TunedChoices(nodes: nodes))
  }

  /// What was measured to be faster is taken, and the times stand beside the cycles.
  @Test func measurementsDecide() throws {
    let byModel = try Plan(graph(), for: Target(registerBytes: 64))
    #expect(!byModel.isTuned)
    #expect(byModel.choices[3]?.way != "F(2x2)")
    let plan = try plan(
      taking: [3: "F(2x2)", 5: "tiles along rows"],
      measured: ["F(2x2)": 0.25, "direct": 1.5, "tiles along rows": 2])
    #expect(plan.isTuned)
    #expect(plan.choices.mapValues(\.way) == [3: "F(2x2)", 5: "tiles along rows"])
    #expect(plan.choices[5]?.product?.tiling?.vectorAxis == .rows)
    let text = PlanPrinter(plan).text
    #expect(
      text.contains("cycles: direct 14222 (1.500 ms), F(1x2) 17280, F(2x2) 46835 (0.250 ms), "))
    #expect(text.contains(" (2.000 ms); the fastest by measurement\n"))
    let kernels = try Lowering.schedule(plan).kernels
    #expect(kernels.contains { if case .winogradConvolution = $0.body { true } else { false } })
    #expect(plan.kernelNodes(of: 5) == [5, 6] && plan.kernelNodes(of: 3) == [3])
  }

  /// A way that there is not, or not any more, is that of the cost model.
  @Test func whatTheModelTakesIsNotTuned() throws {
    let byModel = try Plan(graph(), for: Target(registerBytes: 64))
    let model = try #require(byModel.choices[3]?.way)
    for way in [model, "F(9x9)", ""] {
      let plan = try plan(taking: [3: way, 99: way])
      #expect(!plan.isTuned)
      #expect(plan.choices.mapValues(\.way) == byModel.choices.mapValues(\.way))
    }
  }

  @Test func patchesAreTakenByTheirName() throws {
    var builder = GraphBuilder()
    let image = try builder.input(0, float([1, 20, 12, 12]), "image")
    let filters = try builder.input(1, float([50, 20, 5, 5]), "filters")
    let images = try builder.apply(.conv2d(Convolution()), image, filters)
    let graph = builder.graph(outputs: [images])
    for way in ["direct on patches", "direct"] {
      let plan = try Plan(
        graph, for: Target(registerBytes: 64),
        tuned: TunedChoices(nodes: [.init(node: 2, way: way, measurements: [])]))
      #expect(plan.choices[2]?.way == way)
    }
  }

  @Test func loweringFollowsThePlan() throws {
    var plan = try Plan(graph(), for: Target(registerBytes: 32))
    #expect(try Lowering.schedule(plan).kernels.contains { $0.name == "weights_tanh_" } == false)
    plan.productFusion = .none
    #expect(try Lowering.schedule(plan).kernels.contains { $0.name == "weights_tanh_" })
  }

  private func candidates(excluding name: String) throws -> [Int: [String]] {
    try Plan(graph(), for: Target(registerBytes: 32), optimization: .full.excluding(name))
      .choices.mapValues { $0.candidates.map(\.name) }
  }

  /// What is left out is no candidate.
  @Test func algorithmsCanBeLeftOut() throws {
    #expect(try candidates(excluding: "use-winograd")[3] == ["direct"])
    #expect(try candidates(excluding: "cut-patches")[3]?.count == 13)
    var builder = GraphBuilder()
    let x = try builder.input(0, float([3, 2049]), "x")
    let w = try builder.input(1, float([2049, 2]), "w")
    let image = try builder.input(2, float([1, 20, 12, 12]), "image")
    let filters = try builder.input(3, float([50, 20, 5, 5]), "filters")
    let product = try builder.apply(
      .dot(transposesLeft: false, transposesRight: false), x, w)
    let convolved = try builder.apply(.conv2d(Convolution()), image, filters)
    let graph = builder.graph(outputs: [product, convolved])
    func choices(
      _ optimization: Optimization, usesBLAS: Bool = false
    ) throws -> (product: Choice?, convolved: Choice?) {
      let target = Target(registerBytes: 64, usesBLAS: usesBLAS)
      let plan = try Plan(graph, for: target, optimization: optimization)
      return (plan.choices[4], plan.choices[5])
    }
    let all = try choices(.none, usesBLAS: true)
    #expect(all.product?.product?.tiling == nil)
    #expect(all.product?.reason == .fewestCycles)
    #expect(all.convolved?.usesPatches == true)
    #expect(try choices(.full).product?.product?.tiling != nil)
    #expect(try choices(.full.excluding("cut-patches")).convolved?.usesPatches == false)
  }

  @Test func layoutsCanStayWithTheirKernels() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([32, 1, 12, 12]), "x")
    let filters = try builder.input(1, float([8, 1, 5, 5]), "filters")
    let y = try builder.apply(
      .tanh, builder.apply(.conv2d(Convolution()), builder.apply(.exp, x), filters))
    let graph = builder.graph(outputs: [y])
    func layouts(_ optimization: Optimization) throws -> [Layout] {
      try Plan(graph, for: Target(registerBytes: 32), optimization: optimization).layouts
    }
    let images = Layout.imagesInnermost(lanes: 16)
    #expect(try layouts(.full) == [.rowMajor, .rowMajor, images, images, images])
    #expect(
      try layouts(.full.excluding("keep-layout"))
        == [.rowMajor, .rowMajor, .rowMajor, images, .rowMajor])
  }

  /// A step that decides what no kernel can do is named.
  @Test func aWrongDecisionIsBlamedOnItsStep() throws {
    let plan = try Plan(graph(), for: Target(registerBytes: 32))
    func fault(_ change: (inout Plan) -> Void) -> String? {
      var wrong = plan
      change(&wrong)
      do {
        try PlanVerifier(after: "guess").verify(wrong)
        return nil
      } catch {
        return (error as? InternalError).map { "\($0.stage): \($0.detail)" }
      }
    }
    #expect(fault { _ in } == nil)
    #expect(fault { $0.layouts.removeLast() } == "guess: 9 layouts with 10 reasons")
    #expect(
      fault { $0.layouts[4] = .imagesInnermost(lanes: 8) }
        == "guess: %4 has images innermost, but no images")
    #expect(
      fault { $0.layouts[9] = .imagesInnermost(lanes: 8) }
        == "guess: %9 has images innermost, but no images")
    #expect(
      fault { $0.choices[5] = nil } == "guess: %5 is computed in %6, but is no product in tiles")
    #expect(
      fault { $0.productFusion = ProductFusion([8: 7]) }
        == "guess: %7 is computed in %8, but is no product in tiles")
    #expect(
      fault { $0.productFusion = ProductFusion([6: 4]) }
        == "guess: %4 is computed in %6, but read elsewhere")
    #expect(
      fault { $0.updates = UpdatePlacement([6: 1]) } == "guess: %6 is no update of shared value 1")
  }
}
