import GraphIR

/// A two-dimensional convolution cut into tiles that Winograd's transforms compute.
///
/// Each tile of (rows.outputs x columns.outputs) outputs is seen at rows.points * columns.points
/// points, where the convolution is a sum of products over channels: one small matrix product for
/// each point. Tiles are worked on in bands of whole tile rows, so that what a thread has in hand
/// stays in its cache.
package struct WinogradTiling: Sendable, Hashable {
  package let geometry: ConvolutionGeometry
  /// The transform along H, and along W.
  package let rows: WinogradTransform
  package let columns: WinogradTransform
  /// The number of tile rows of a band.
  package let bandRows: Int

  package init(
    geometry: ConvolutionGeometry, rows: WinogradTransform, columns: WinogradTransform,
    bandRows: Int
  ) {
    self.geometry = geometry
    self.rows = rows
    self.columns = columns
    self.bandRows = bandRows
  }

  private static func count(_ extent: Int, _ size: Int) -> Int { (extent + size - 1) / size }

  /// The number of tiles along H, and along W; the last ones may reach past the output.
  package var tileRows: Int { Self.count(geometry.outputHeight, rows.outputs) }
  package var tileColumns: Int { Self.count(geometry.outputWidth, columns.outputs) }
  /// The number of bands, and of tiles in each.
  package var bands: Int { tileRows / bandRows }
  package var tiles: Int { bandRows * tileColumns }
  /// The number of points of a tile.
  package var points: Int { rows.points * columns.points }
  /// The extents of the input and the output that whole tiles cover.
  package var coveredHeight: Int { (tileRows - 1) * rows.outputs + rows.points }
  package var coveredWidth: Int { (tileColumns - 1) * columns.outputs + columns.points }
  package var tiledHeight: Int { tileRows * rows.outputs }
  package var tiledWidth: Int { tileColumns * columns.outputs }

  /// The distance between the tiles of two points, in vectors: an odd number, so that neighbouring
  /// points do not compete for the same lines of a cache.
  package func pointStride(_ vectors: Int) -> Int { vectors | 1 }
}

extension WinogradTiling: CustomStringConvertible {
  package var description: String {
    let points = rows.finitePoints.count > columns.finitePoints.count ? rows : columns
    return "Winograd F(\(rows.outputs)x\(columns.outputs), \(rows.taps)x\(columns.taps)) over "
      + points.pointList
  }
}

extension WinogradTiling {
  /// The vectors of one channel of a band, and of one filter's output gradient, with their rows
  /// transformed.
  package var inputRowsVectors: Int { bandRows * rows.points * coveredWidth }
  package var gradientRowsVectors: Int { bandRows * rows.points * tiledWidth }

  /// The bytes of so many vectors.
  package func bytes(_ vectors: Int) -> Int {
    vectors * geometry.lanes * geometry.elementType.byteCount
  }

  /// The rows of transformed filters that one point has, of a number for each sum of a tile: one
  /// row for each term of the sums, and a few more, so that whole vectors fit, and points do not
  /// lie multiples of 1 KB apart. These are written side by side, and would compete for the same
  /// lines of a cache.
  package func termRows(_ terms: Int, of tiles: [Tile]) -> Int {
    let lanes = geometry.lanes
    let fitting = tiles.map { tile in
      let vectors = (terms * tile.size + lanes - 1) / lanes
      return (vectors * lanes + tile.size - 1) / tile.size
    }
    let least = fitting.max() ?? terms
    func bytes(_ rows: Int, _ tile: Tile) -> Int {
      rows * tile.size * geometry.elementType.byteCount
    }
    func areApart(_ rows: Int) -> Bool {
      tiles.allSatisfy { !bytes(rows, $0).isMultiple(of: 1024) }
    }
    if areApart(least) { return least }
    let more = (least...least + 32).filter(areApart)
    // Of whole cache lines where that can be.
    return more.first { bytes($0, tiles[0]).isMultiple(of: 64) } ?? more.first ?? least
  }

  /// The bytes of transformed filters.
  ///
  /// - Parameters:
  ///   - sums: how many sums there are at each point.
  ///   - termRows: the rows of one point, a number for each sum.
  package func filterBytes(sums: Int, termRows: Int) -> Int {
    points * sums * termRows * geometry.elementType.byteCount
  }
}

extension WinogradTiling: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    rows = try text.field("rows")
    columns = try text.field("columns")
    bandRows = try text.field("bandRows")
    try text.expect(")")
  }
}
