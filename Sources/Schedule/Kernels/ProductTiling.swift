import GraphIR

/// How a matrix product is cut into tiles whose sums stay in registers.
///
/// Vectors run along one axis of the result, the vector axis. A tile has a few vectors there and a
/// few indices along the other axis; for each term of its sums it loads the vectors once and
/// multiplies them by one number after the other.
package struct ProductTiling: Sendable, Hashable, CustomStringConvertible {
  package enum Axis: Sendable, Hashable, CaseIterable { case rows, columns }

  /// What one multiplication takes of each operand.
  package enum Factors: Sendable, Hashable, CaseIterable {
    /// A number of the operand.
    case numbers
    /// Two neighbouring numbers of a sum, rounded to bfloat16. Both operands are packed in such
    /// pairs; after an odd number in a chunk comes a zero.
    case pairs
  }

  /// Where the elements of an operand lie that belong to one axis of the result.
  package struct Operand: Sendable, Hashable {
    /// The extent of the axis.
    package let extent: Int
    /// How far apart neighbours along the axis lie.
    package let stride: Int
    /// How far apart the terms of one sum lie.
    package let innerStride: Int

    package init(extent: Int, stride: Int, innerStride: Int) {
      self.extent = extent
      self.stride = stride
      self.innerStride = innerStride
    }
  }

  /// Steps along the vector axis.
  package struct Panel: Sendable, Hashable {
    package let start: Int
    /// The number of steps.
    package let count: Int
    /// The number of results of a step.
    package let size: Int
    /// The number of vectors of a step.
    package let vectors: Int
    /// The number of results that a step computes before its own: the last vectors are read from
    /// where they end with the matrix, and what lies before has been computed already.
    package let skipped: Int

    package init(
      start: Int, count: Int, size: Int, vectors: Int, skipped: Int
    ) {
      self.start = start
      self.count = count
      self.size = size
      self.vectors = vectors
      self.skipped = skipped
    }
  }

  package let vectorAxis: Axis
  /// The operand that is read a vector at a time.
  package let vectorOperand: Operand
  /// The operand that is read a number at a time.
  package let scalarOperand: Operand
  /// The order of the terms of each sum. A chunk is added up in registers.
  package let sums: SumTree
  package let lanes: Int
  package let elementBytes: Int
  package let factors: Factors
  /// Whether the vectors of a step are laid side by side before, one term after the other.
  package let packs: Bool
  /// Whether each thread does so for a panel just before its tiles, in memory of its own. Otherwise
  /// all threads pack the whole operand first.
  package let packsPanels: Bool
  /// Whether the numbers of a tile are laid side by side before, one term after the other.
  package let packsFactors: Bool
  /// Steps along the other axis.
  package let tiles: [Tile]
  package let panels: [Panel]
  /// How many tiles take their turns at a panel before the next panel begins.
  package let tilesInGroup: Int
  /// Whether threads share the chunks of the sums and not only the tiles, of which there are few.
  /// The sums of all chunks are kept, and added when the last of them is there.
  package let sharesChunks: Bool

  package init(
    vectorAxis: Axis, vectorOperand: Operand, scalarOperand: Operand, sums: SumTree,
    lanes: Int, elementBytes: Int, factors: Factors, packs: Bool, packsPanels: Bool,
    packsFactors: Bool, tiles: [Tile], panels: [Panel], tilesInGroup: Int, sharesChunks: Bool
  ) {
    self.vectorAxis = vectorAxis
    self.vectorOperand = vectorOperand
    self.scalarOperand = scalarOperand
    self.sums = sums
    self.lanes = lanes
    self.elementBytes = elementBytes
    self.factors = factors
    self.packs = packs
    self.packsPanels = packsPanels
    self.packsFactors = packsFactors
    self.tiles = tiles
    self.panels = panels
    self.tilesInGroup = tilesInGroup
    self.sharesChunks = sharesChunks
  }

  package var tileCount: Int { tiles.reduce(0) { $0 + $1.count } }
  package var panelCount: Int { panels.reduce(0) { $0 + $1.count } }
  /// How many groups there are; the last may have fewer tiles.
  package var groups: Int { Self.groups(of: tilesInGroup, tileCount) }

  package static func groups(of size: Int, _ tileCount: Int) -> Int {
    (tileCount + size - 1) / size
  }

  /// The number of terms of each sum.
  package var inner: Int { sums.terms }

  /// How many factors a chunk has in the packed operands, if it is as long as any.
  package var packedChunk: Int {
    factors == .pairs ? (sums.largestChunk + 1) / 2 : sums.largestChunk
  }

  /// How many factors a sum has in the packed operands. Chunks of pairs begin at multiples of as
  /// many as the longest has.
  package var packedInner: Int { factors == .pairs ? sums.chunks * packedChunk : inner }

  /// The number of factors of the packed operand, unused lanes included.
  package var packedCount: Int { packs ? coveredExtent * packedInner : 0 }

  /// The number of factors of the operand that is read a pair at a time, if it is packed too.
  package var packedFactorCount: Int { packsFactors ? scalarOperand.extent * packedInner : 0 }

  /// The elements of the largest panel that a thread packs at a time.
  package var panelElements: Int {
    let terms = takesTurns ? sums.largestChunk : inner
    return packsPanels ? (panels.map(\.vectors).max() ?? 0) * lanes * terms : 0
  }

  /// The sums of the result that are kept of a chunk, or at each level of the tree while other
  /// tiles take their turns, unused lanes included.
  package var keptCount: Int { coveredExtent * scalarOperand.extent }

  /// The number of all sums that are kept.
  package var partialCount: Int {
    keptCount * (sharesChunks ? sums.chunks : takesTurns ? sums.levels : 0)
  }

  /// Whether all tiles take their turns at a chunk before the next chunk begins, so that its vectors
  /// stay in the L2 cache.
  package var takesTurns: Bool { sums.takesTurns && !sharesChunks }

  /// The extent of the vector axis, filled up to whole vectors.
  private var coveredExtent: Int { panels.reduce(0) { $0 + $1.count * $1.vectors * lanes } }

  package var description: String {
    let size = "\(tiles[0].size) x \(panels[0].vectors * lanes)"
    let packed =
      factors == .pairs
      ? ", both operands packed in pairs of bfloat16"
      : packs && packsFactors
        ? ", both operands packed"
        : packs || packsFactors
          ? ", \((vectorAxis == .columns) == packs ? "right" : "left") operand packed" : ""
    return "in tiles of \(size), vectors along \(vectorAxis)\(packed)"
      + (packsPanels ? ", panel by panel" : "")
      + (groups > 1 ? ", \(tilesInGroup) tiles to a group" : "")
      + (sums.chunks > 1 ? ", \(sums.largestChunk) terms at a time" : "")
  }
}

extension ProductTiling.Axis: FieldCase {}

extension ProductTiling.Factors: FieldCase {}

extension ProductTiling: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    vectorAxis = try text.field("vectorAxis")
    vectorOperand = try text.field("vectorOperand")
    scalarOperand = try text.field("scalarOperand")
    sums = try text.field("sums")
    lanes = try text.field("lanes")
    elementBytes = try text.field("elementBytes")
    factors = try text.field("factors")
    packs = try text.field("packs")
    packsPanels = try text.field("packsPanels")
    packsFactors = try text.field("packsFactors")
    tiles = try text.field("tiles")
    panels = try text.field("panels")
    tilesInGroup = try text.field("tilesInGroup")
    sharesChunks = try text.field("sharesChunks")
    try text.expect(")")
  }
}

extension ProductTiling.Operand: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    extent = try text.field("extent")
    stride = try text.field("stride")
    innerStride = try text.field("innerStride")
    try text.expect(")")
  }
}

extension ProductTiling.Panel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    start = try text.field("start")
    count = try text.field("count")
    size = try text.field("size")
    vectors = try text.field("vectors")
    skipped = try text.field("skipped")
    try text.expect(")")
  }
}
