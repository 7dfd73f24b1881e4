import GraphIR
import Schedule

/// The ways of computing a matrix product.
struct ProductTilings {
  /// The tiling of least cost along each axis.
  private var tilings: [(tiling: ProductTiling, cost: Int)] = []
  /// The same estimate for the BLAS, where it is thought of.
  private var costOfBLAS: Int?

  init(
    rows: ProductTiling.Operand, columns: ProductTiling.Operand, sums: SumTree,
    elementType: ElementType, target: Target
  ) {
    let inner = sums.terms
    guard elementType.isFloatingPoint, rows.extent > 0, columns.extent > 0 else { return }
    let factors: ProductTiling.Factors =
      target.usesBFloat16 && elementType == .float && inner > 0 ? .pairs : .numbers
    let usesBLAS = target.usesBLAS && factors == .numbers
    func operands(
      along axis: ProductTiling.Axis
    ) -> (vector: ProductTiling.Operand, scalar: ProductTiling.Operand) {
      axis == .columns ? (columns, rows) : (rows, columns)
    }
    // Numbers that lie a page apart fall into the same few lines of the L1 cache, unless they have
    // been packed.
    func isSlow(_ axis: ProductTiling.Axis) -> Bool {
      let scalar = operands(along: axis).scalar
      return factors == .numbers && scalar.innerStride > 1 && inner >= 256
        && (scalar.innerStride * elementType.byteCount).isMultiple(of: target.pageBytes)
    }
    let axes = [ProductTiling.Axis.columns, .rows]
    let fast = axes.filter { !isSlow($0) }
    // Slow tiles are better than none: without them only the BLAS could compute the product.
    for axis in fast.isEmpty && !usesBLAS ? axes : fast {
      let (vector, scalar) = operands(along: axis)
      var best: (tiling: ProductTiling, cost: Int)?
      for vectors in 1...target.accumulators {
        for height in 1...target.accumulators / vectors
        where ProductTiling.fits(height, vectors, target) {
          let tiling = ProductTiling(
            axis, vector: vector, scalar: scalar, sums: sums, elementType: elementType,
            factors: factors, target: target, height: height, vectors: vectors)
          let cost = tiling.cost(target)
          if cost < best?.cost ?? .max { best = (tiling, cost) }
        }
      }
      if let best { tilings.append(best) }
    }
    // The BLAS counts in 32 bits.
    let isCountable = max(rows.extent, columns.extent, inner) <= Int(Int32.max)
    // Short sums have no use for the copies that it makes of both operands.
    if usesBLAS, isCountable, inner > SumTree.featureLimit || fast.isEmpty {
      // As OpenBLAS was measured to compute long sums.
      let bytes = (rows.extent + columns.extent) * inner * elementType.byteCount
      costOfBLAS =
        rows.extent * columns.extent * inner / target.lanes(of: elementType) * 3 / 2
        + (bytes > target.lastLevelBytes ? bytes / target.lineBytes * target.lineCycles : 0)
    }
  }

  /// The tiling of least cost, or `nil` where the BLAS is as good, or there is no tiling.
  var best: ProductTiling? {
    guard let best = tilings.min(by: { $0.cost < $1.cost }) else { return nil }
    return costOfBLAS.map { best.cost < $0 } ?? true ? best.tiling : nil
  }

  /// The tiling of the given name, or `nil` for the BLAS; the one of least cost where there is none
  /// of that name.
  func tiling(named way: String?) -> ProductTiling? {
    if way == Self.blas, costOfBLAS != nil { return nil }
    return tilings.first { Self.name(of: $0.tiling) == way }?.tiling ?? best
  }

  /// All ways, with their costs.
  var candidates: [Choice.Candidate] {
    tilings.map { Choice.Candidate(name: Self.name(of: $0.tiling), cycles: Double($0.cost)) }
      + (costOfBLAS.map { [Choice.Candidate(name: Self.blas, cycles: Double($0))] } ?? [])
  }

  static func name(of tiling: ProductTiling) -> String { "tiles along \(tiling.vectorAxis)" }
  static let blas = "BLAS"
}

extension ProductTiling {
  /// Whether sums, vectors and a number fit in registers. A single row needs no register for
  /// vectors.
  fileprivate static func fits(_ height: Int, _ vectors: Int, _ target: Target) -> Bool {
    height == 1
      ? vectors <= min(12, target.accumulators)
      : vectors <= 5 && height * vectors + vectors < target.registers
  }

  fileprivate init(
    _ axis: Axis, vector: Operand, scalar: Operand, sums: SumTree, elementType: ElementType,
    factors: Factors, target: Target, height: Int, vectors: Int
  ) {
    let lanes = target.lanes(of: elementType)
    // The terms that a tile reads in one turn.
    let terms = max(1, sums.takesTurns ? sums.largestChunk : sums.terms)
    let full = scalar.extent / height
    let rest = scalar.extent - full * height
    let tiles =
      (full > 0 ? [Tile(start: 0, end: full * height, size: height)] : [])
      + (rest > 0 ? [Tile(start: full * height, end: scalar.extent, size: rest)] : [])
    let width = vectors * lanes
    let whole = vector.extent / width
    let last = vector.extent - whole * width
    let lastVectors = (last + lanes - 1) / lanes
    // Many rows would walk again and again through long columns of vectors, each on a page of its
    // own.
    let isFar = terms > 1024 && scalar.extent > 128
    let packs =
      factors == .pairs || vector.stride != 1 || isFar || vector.extent < lastVectors * lanes
      || Self.conflicts(vector, terms: terms, tiles: full, elementType, target)
    let panels =
      (whole > 0
        ? [Panel(start: 0, count: whole, size: width, vectors: vectors, skipped: 0)] : [])
      + (last > 0
        ? [
          Panel(
            start: whole * width, count: 1, size: last, vectors: lastVectors,
            skipped: packs ? 0 : lastVectors * lanes - last)
        ] : [])
    let tilesInGroup = Self.tilesInGroup(
      tiles, panels, vector: vector, scalar: scalar, packs: packs,
      tileBytes: tiles[0].size * terms * elementType.byteCount / (factors == .pairs ? 2 : 1), target
    )
    let tileCount = tiles.reduce(0) { $0 + $1.count } * panels.reduce(0) { $0 + $1.count }
    let packsFactors =
      factors == .pairs
      || scalar.innerStride != 1
        && Self.conflicts(scalar, terms: terms, tiles: whole, elementType, target)
    self.init(
      vectorAxis: axis, vectorOperand: vector, scalarOperand: scalar, sums: sums,
      lanes: lanes, elementBytes: elementType.byteCount, factors: factors, packs: packs,
      packsPanels: packs && factors != .pairs && vector.stride == 1
        && Self.packsPanels(
          vector, panels, panelBytes: width * terms * elementType.byteCount,
          bytes: vector.extent * sums.terms * elementType.byteCount,
          groups: Self.groups(of: tilesInGroup, tiles.reduce(0) { $0 + $1.count }), target),
      packsFactors: packsFactors,
      tiles: tiles, panels: panels, tilesInGroup: tilesInGroup,
      sharesChunks: target.keepsSumsOfChunks && sums.chunks > 1 && tileCount < Self.enoughTiles
        && !packsFactors && vector.extent * scalar.extent * sums.terms >= Self.leastShared)
  }

  /// So many tiles can be shared evenly by threads.
  private static let enoughTiles = 8
  /// What a barrier more costs, in products of a convolution, and some times that.
  private static let leastShared = 1 << 18

  /// Whether neighbouring terms, which several tiles (or panels) read, fall into the same few lines
  /// of the caches, as they do where they lie half a page or whole pages apart.
  private static func conflicts(
    _ operand: Operand, terms: Int, tiles: Int, _ elementType: ElementType, _ target: Target
  ) -> Bool {
    terms >= 32 && tiles >= 4
      && (operand.innerStride * elementType.byteCount).isMultiple(of: target.pageBytes / 2)
  }

  /// Whether threads pack panels themselves: where a packed copy of all would leave the L2 cache,
  /// there are panels enough for all threads, and each is packed once.
  private static func packsPanels(
    _ vector: Operand, _ panels: [Panel], panelBytes: Int, bytes: Int, groups: Int,
    _ target: Target
  ) -> Bool {
    panels.reduce(0) { $0 + $1.count } >= 16 && panelBytes <= target.l2Bytes / 2
      && bytes > (groups == 1 ? target.l2Bytes : target.lastLevelBytes)
  }

  /// As many tiles as read what the L2 cache keeps, where the operand read a number at a time is
  /// larger: each panel would fetch all of it anew. Groups that leave the last one full are
  /// preferred, as threads then get equal shares.
  private static func tilesInGroup(
    _ tiles: [Tile], _ panels: [Panel], vector: Operand, scalar: Operand, packs: Bool,
    tileBytes: Int, _ target: Target
  ) -> Int {
    let tileCount = tiles.reduce(0) { $0 + $1.count }
    // Numbers that lie one after the other are fetched in time even from memory. Vectors that have
    // not been packed are not, so that a turn more at each panel would cost what it spares.
    guard packs || scalar.innerStride != 1 else { return tileCount }
    let limit = min(tileCount, max(1, target.cachedBytes / max(1, tileBytes)))
    func missing(_ size: Int) -> Int { groups(of: size, tileCount) * size - tileCount }
    let size = ((limit + 1) / 2...limit).reversed().min { missing($0) < missing($1) } ?? limit
    // Each group but the first fetches the vectors anew.
    let spared = (panels.reduce(0) { $0 + $1.count } - 1) * scalar.extent
    let added = (groups(of: size, tileCount) - 1) * vector.extent
    return spared > added ? size : tileCount
  }

  /// An estimate in cycles of a processor that multiplies and adds one vector, or loads one, in
  /// each.
  fileprivate func cost(_ target: Target) -> Int {
    var total = 0
    var largest = 0
    for tile in tiles {
      for panel in panels {
        let (height, vectors) = (tile.size, panel.vectors)
        // A sum waits for the one before it. Vectors come from the L2 cache, and those that have
        // not been packed lie across two of its lines.
        let loads = height + vectors * (packs ? 2 : 4)
        let step = max(height * vectors, loads, 4)
        let one =
          40 + packedInner * step + packedInner * loads / 32 + (6 * sums.chunks - 4) * height
          * vectors
        total += tile.count * panel.count * one
        largest = max(largest, one)
      }
    }
    // Other threads wait for the last tile, and each size of tile is a function more to compile.
    total += largest + total / 50 * (tiles.count * panels.count - 1)
    if vectorAxis == .rows { total += 2 * vectorOperand.extent * scalarOperand.extent }
    // What is larger than the caches comes from memory, a line at a time.
    let isLarge = vectorOperand.extent * inner * elementBytes > target.lastLevelBytes
    if factors == .pairs {
      // Rounding a pair costs this much where neighbours of the result lie side by side, and where
      // terms do; more in the narrow rows of tiles.
      total += 4000 + packedCount * (vectorOperand.stride == 1 ? 1 : 3)
      return total + packedFactorCount * 3
    }
    if packsPanels {
      let copies = packedCount * groups
      total += copies / 2 + (isLarge ? copies * elementBytes / target.lineBytes * 10 : 0)
    } else if packs {
      total += 2000 + packedCount * ((vectorOperand.stride == 1 ? 2 : 5) + (isLarge ? 6 : 0)) / 2
    } else if isLarge {
      let lines = panels.reduce(0) { $0 + $1.count * ($1.vectors + 1) } * inner
      total += lines * lanes * elementBytes / target.lineBytes * target.lineCycles
    }
    let numberBytes = scalarOperand.extent * inner * elementBytes
    if numberBytes > target.lastLevelBytes {
      total +=
        numberBytes / target.lineBytes * target.lineCycles
        * (scalarOperand.innerStride == 1 ? 1 : 2)
    }
    return total
  }
}
