import GraphIR
import GraphPasses
import Testing

@testable import Lowering
@testable import Schedule

/// What lowering fuses and places, and that each of it can be left out.
@Suite struct LoweringPassTests {
  /// A graph for every step: a product and a sum with what they can be fused with, an update, a
  /// slice, and a chain of element-wise operations.
  private func schedule(_ optimization: Optimization) throws -> Schedule {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([64, 80]), "x")
    let index = try builder.input(1, TensorType(.int64, []), "index")
    let w = try builder.shared(0, float([80, 96]), "w")
    let product = try builder.apply(
      .dot(transposesLeft: false, transposesRight: false), x, w)
    let hidden = try builder.apply(.tanh, product)
    let rows = try builder.apply(.sliceRows(count: 16), x, index)
    let squares = try builder.apply(.multiply, w, w)
    let total = try builder.apply(.reduce(.sum, axes: [0, 1], keepsDimensions: false), squares)
    let a = try builder.apply(.exp, rows)
    let b = try builder.apply(.tanh, a)
    let c = try builder.apply(.softmax, b)
    let updated = try builder.apply(.add, w, w)
    return try Lowering.schedule(
      builder.graph(outputs: [hidden, total, c], updates: [(0, updated)]),
      for: Target(registerBytes: 32), optimization: optimization)
  }

  private func nodes(_ schedule: Schedule) -> [Int] { schedule.kernels.flatMap(\.nodes) }

  @Test func withoutPassesEachOperationHasAKernel() throws {
    let plain = try schedule(.none)
    // product, tanh, squares, sum, exp, tanh, softmax, add; and the copy of the update.
    #expect(nodes(plain) == [3, 4, 6, 7, 8, 9, 10, 11])
    #expect(plain.kernels.count == 9)
    #expect(plain.buffers.allSatisfy { if case .inPlace = $0.place { false } else { true } })
    let whole = try schedule(.full)
    #expect(nodes(whole) == [4, 7, 8, 9, 10, 11])
    #expect(whole.kernels.count == 6)
  }

  @Test(arguments: LoweringPass.allCases)
  func eachCanBeLeftOut(pass: LoweringPass) throws {
    let (whole, without) = try (schedule(.full), schedule(.full.excluding(pass.rawValue)))
    switch pass {
    case .fuseIntoProducts: #expect(nodes(without) == [3, 4, 7, 8, 9, 10, 11])
    case .fuseIntoSums: #expect(nodes(without) == [4, 6, 7, 8, 9, 10, 11])
    // `PlanTests`, `ConvolutionFusionTests`, `ConvolutionSumsTests`, `ConvolutionGradientsTests`,
    // `RematerializationTests` and `UpdateJoiningTests` have graphs for these.
    case .useWinograd, .cutPatches, .useTuning, .keepLayout, .fuseIntoConvolutions,
      .sumInConvolutions, .joinGradients, .rematerialize, .joinUpdates:
      #expect(nodes(without) == nodes(whole))
    case .updateInPlace: #expect(without.kernels.count == whole.kernels.count + 1)
    case .hoistSlices:
      #expect(isBinding(whole.steps[0]))
      #expect(!isBinding(without.steps[0]))
    case .computeInPlace:
      #expect(whole.buffers.contains { if case .inPlace = $0.place { true } else { false } })
      #expect(without.buffers.allSatisfy { if case .inPlace = $0.place { false } else { true } })
    }
  }

  private func isBinding(_ step: Schedule.Step) -> Bool {
    if case .bindRows = step { true } else { false }
  }
}
