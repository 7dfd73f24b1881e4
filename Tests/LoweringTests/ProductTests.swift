import Foundation
import GraphIR
import TestSupport
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct ProductTests {
  private static let plain = GraphIR.Operation.dot(transposesLeft: false, transposesRight: false)

  private static func tiling(
    _ m: Int, _ k: Int, _ n: Int, left: Bool = false, right: Bool = false, bytes: Int = 64,
    _ element: ElementType = .float, usesBLAS: Bool = false, usesBFloat16: Bool = false
  ) -> ProductTiling? {
    Choice(
      left: TensorType(element, left ? [k, m] : [m, k]), result: TensorType(element, [m, n]),
      transposesLeft: left, transposesRight: right,
      target: Target(registerBytes: bytes, usesBLAS: usesBLAS, usesBFloat16: usesBFloat16)
    ).product?.tiling
  }

  @Test func shapesHaveTilesOfTheirOwn() {
    #expect(
      Self.tiling(500, 800, 500)?.description == "in tiles of 10 x 32, vectors along columns")
  }

  /// The numbers of a group fit in the L2 cache beside the vectors that pass through it.
  @Test func largeOperandsAreReadInGroups() {
    #expect(
      Self.tiling(500, 500, 800, right: true)?.description
        == "in tiles of 5 x 80, vectors along columns, right operand packed, 25 tiles to a group")
    #expect(
      Self.tiling(800, 500, 500, left: true)?.description
        == "in tiles of 8 x 48, vectors along columns, 10 tiles to a group, 63 terms at a time")
  }

  /// One panel, and numbers that fit in the cache: another group would only read the vectors again.
  @Test func whatHasNothingToSpareIsReadInOneGroup() {
    #expect(Self.tiling(5000, 500, 80, right: true)?.groups == 1)
    #expect(Self.tiling(100, 500, 100, right: true)?.groups == 1)
  }

  /// Each element of the result is computed once, and nothing is read past the end of a matrix.
  @Test func tilesCoverTheResult() {
    var generator = SeededGenerator.announced()
    for _ in 0..<300 {
      let m = Int.random(in: 1...200, using: &generator)
      let n = Int.random(in: 1...200, using: &generator)
      let k = Int.random(in: 1...(Bool.random(using: &generator) ? 1500 : 9000), using: &generator)
      let bytes = [16, 32, 64].randomElement(using: &generator)!
      let element: ElementType = Bool.random(using: &generator) ? .float : .double
      guard
        let tiling = Self.tiling(
          m, k, n, left: Bool.random(using: &generator), right: Bool.random(using: &generator),
          bytes: bytes, element)
      else { continue }
      var next = 0
      for tile in tiling.tiles {
        #expect(tile.start == next)
        next = tile.end
      }
      #expect(next == tiling.scalarOperand.extent)
      #expect(tiling.groups * tiling.tilesInGroup >= tiling.tileCount)
      #expect((tiling.groups - 1) * tiling.tilesInGroup < tiling.tileCount)
      #expect((1...2048).contains(tiling.sums.largestChunk))
      #expect(tiling.takesTurns == (k > 2048 && !tiling.sharesChunks))
      #expect(tiling.partialCount == 0 || tiling.partialCount >= m * n)
      if tiling.groups > 1, tiling.tilesInGroup > 1 {
        let numbers = tiling.tilesInGroup * tiling.tiles[0].size * tiling.sums.largestChunk
        #expect(numbers * element.byteCount <= Target(registerBytes: bytes).cachedBytes)
      }
      next = 0
      for panel in tiling.panels {
        #expect(panel.start == next)
        #expect(panel.start >= panel.skipped)
        let end =
          panel.start + (panel.count - 1) * panel.size - panel.skipped
          + panel.vectors * tiling.lanes
        #expect(tiling.packs || end <= tiling.vectorOperand.extent)
        next += panel.count * panel.size
      }
      #expect(next == tiling.vectorOperand.extent)
      for tile in tiling.tiles {
        for panel in tiling.panels where tile.size > 1 {
          #expect(tile.size * panel.vectors <= Target(registerBytes: bytes).accumulators)
        }
      }
    }
  }

  @Test func longSumsAreComputedInParts() {
    #expect(Self.tiling(20, 2048, 30)?.takesTurns == false)
    #expect(
      Self.tiling(100, 20_000, 500)?.description
        == "in tiles of 5 x 80, vectors along columns, 1000 terms at a time")
  }

  /// Vectors that lie pages apart share few lines of a cache: they are packed, by each thread where
  /// all of them would leave the L2 cache.
  @Test func vectorsThatConflictArePacked() {
    func packing(_ m: Int, _ k: Int, _ n: Int) -> String? {
      let text = Self.tiling(m, k, n)?.description
      return text?.components(separatedBy: ", vectors along columns").last
    }
    #expect(packing(128, 1024, 1024) == ", right operand packed, panel by panel")
    #expect(packing(128, 128, 1024) == ", right operand packed")
    #expect(packing(128, 1000, 1000) == "")
  }

  private func matrixProduct(of kernel: Kernel) -> MatrixProduct? {
    if case .matrixProduct(let product) = kernel.body { product } else { nil }
  }

  /// A sum in a register waits for itself, and the BLAS uses several.
  @Test(arguments: [false, true]) func fewLongSumsMayBeLeftToTheBLAS(usesBLAS: Bool) throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([3, 2049]), "x")
    let w = try builder.input(1, float([2049, 2]), "w")
    let b = try builder.input(2, float([2]), "b")
    let product = try builder.apply(Self.plain, x, w)
    let sum = try builder.apply(.add, product, b)
    let schedule = try builder.schedule(outputs: [sum], usesBLAS: usesBLAS)
    #expect(schedule.kernelNames == (usesBLAS ? ["x_dot_", "b_add_"] : ["b_dot_add_"]))
    #expect((matrixProduct(of: schedule.kernels[0])?.method == "by the BLAS") == usesBLAS)
    #expect(schedule.usesBLAS == usesBLAS)
  }

  /// Numbers of both matrices lie a page apart.
  @Test(arguments: [false, true]) func pagesApartTheBLASIsFasterIfItMayBeUsed(usesBLAS: Bool) throws
  {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([256, 1024]), "x")
    let g = try builder.input(1, float([256, 1024]), "g")
    let product = try builder.apply(.dot(transposesLeft: true, transposesRight: false), x, g)
    let schedule = try builder.schedule(outputs: [product], usesBLAS: usesBLAS)
    #expect(schedule.usesBLAS == usesBLAS)
  }

  // MARK: Products of bfloat16

  @Test func bothOperandsArePackedInPairs() throws {
    let tiling = try #require(Self.tiling(500, 801, 500, usesBFloat16: true))
    #expect(tiling.factors == .pairs)
    #expect(tiling.description.contains(", both operands packed in pairs of bfloat16"))
    #expect(tiling.packedInner == 401)
    #expect(tiling.packedFactorCount == 500 * 401)
    #expect(Self.tiling(500, 801, 500, .double, usesBFloat16: true)?.factors == .numbers)
    // 8 chunks of 62 or 63 terms have 32 pairs each.
    let gradient = try #require(Self.tiling(800, 500, 500, left: true, usesBFloat16: true))
    #expect(gradient.packedChunk == 32)
    #expect(gradient.packedInner == 8 * 32)
  }

  @Test func productsOfBFloat16AreNeverLeftToTheBLAS() {
    #expect(Self.tiling(3, 2049, 2, usesBLAS: true) == nil)
    #expect(Self.tiling(3, 2049, 2, usesBLAS: true, usesBFloat16: true) != nil)
    #expect(Self.tiling(3, 2049, 2, .double, usesBLAS: true, usesBFloat16: true) == nil)
  }

  // MARK: Fusion

  @Test func whatFollowsAProductIsPartOfIt() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([20, 40]), "x")
    let w = try builder.input(1, float([40, 30]), "w")
    let b = try builder.input(2, float([30]), "b")
    let product = try builder.apply(Self.plain, x, w)
    let sum = try builder.apply(.add, product, b)
    let schedule = try builder.schedule(outputs: [sum])
    #expect(schedule.kernelNames == ["b_dot_add_"])
    let found = try #require(matrixProduct(of: schedule.kernels[0]))
    #expect(found.method == "in tiles of 5 x 16, vectors along columns")
    #expect(found.epilogue?.program == ScalarProgram(.add))
    #expect(!schedule.usesBLAS)
  }

  @Test func aProductThatOthersWantStaysByItself() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([20, 40]), "x")
    let w = try builder.input(1, float([40, 30]), "w")
    let product = try builder.apply(Self.plain, x, w)
    let exp = try builder.apply(.exp, product)
    #expect(try builder.schedule(outputs: [product, exp]).kernelNames == ["x_dot_", "x_exp_"])
    let tanh = try builder.apply(.tanh, product)
    #expect(
      try builder.schedule(outputs: [exp, tanh]).kernelNames == ["x_dot_", "x_exp_", "x_tanh_"])
  }

  @Test func aStepAlongAProductIsTakenInPlace() throws {
    var builder = GraphBuilder()
    let w = try builder.shared(0, float([40, 30]), "w")
    let x = try builder.input(0, float([20, 40]), "x")
    let g = try builder.input(1, float([20, 30]), "g")
    let gradient = try builder.apply(.dot(transposesLeft: true, transposesRight: false), x, g)
    let step = try builder.apply(.subtract, w, gradient)
    let schedule = try builder.schedule(updates: [(0, step)])
    #expect(schedule.kernelNames == ["w_update_"])
    #expect(schedule.arenaByteCount == 0)
  }

  /// Another tile would read what this one has replaced.
  @Test func aProductOfWhatAStepReplacesStaysByItself() throws {
    var builder = GraphBuilder()
    let w = try builder.shared(0, float([40, 40]), "w")
    let x = try builder.input(0, float([40, 40]), "x")
    let product = try builder.apply(Self.plain, x, w)
    let step = try builder.apply(.subtract, w, product)
    #expect(try builder.schedule(updates: [(0, step)]).kernelNames == ["x_dot_", "w_update_"])
  }
}
