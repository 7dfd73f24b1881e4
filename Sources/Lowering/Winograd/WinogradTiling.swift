import GraphIR

/// A two-dimensional convolution cut into tiles that Winograd's transforms compute.
///
/// Each tile of (rows.outputs x columns.outputs) outputs is seen at rows.points * columns.points
/// points, where the convolution is a sum of products over channels: one small matrix product for
/// each point. Tiles are worked on in bands of whole tile rows, so that what a thread has in hand
/// stays in its cache.
public struct WinogradTiling: Sendable, Hashable {
  public let geometry: ConvolutionGeometry
  /// The transform along H, and along W.
  public let rows: WinogradTransform
  public let columns: WinogradTransform
  /// The number of tile rows of a band.
  public let bandRows: Int

  init(_ geometry: ConvolutionGeometry, rows: WinogradTransform, columns: WinogradTransform) {
    self.geometry = geometry
    self.rows = rows
    self.columns = columns
    let tileRows = Self.count(geometry.outputHeight, rows.outputs)
    let tileColumns = Self.count(geometry.outputWidth, columns.outputs)
    // As many rows as make the inner loops long enough to be worth their overhead.
    bandRows =
      (1...tileRows).first { tileRows.isMultiple(of: $0) && $0 * tileColumns >= Self.leastTiles }
      ?? tileRows
  }

  private static let leastTiles = 4

  private static func count(_ extent: Int, _ size: Int) -> Int { (extent + size - 1) / size }

  /// The number of tiles along H, and along W; the last ones may reach past the output.
  public var tileRows: Int { Self.count(geometry.outputHeight, rows.outputs) }
  public var tileColumns: Int { Self.count(geometry.outputWidth, columns.outputs) }
  /// The number of bands, and of tiles in each.
  public var bands: Int { tileRows / bandRows }
  public var tiles: Int { bandRows * tileColumns }
  /// The number of points of a tile.
  public var points: Int { rows.points * columns.points }
  /// The extents of the input and the output that whole tiles cover.
  public var coveredHeight: Int { (tileRows - 1) * rows.outputs + rows.points }
  public var coveredWidth: Int { (tileColumns - 1) * columns.outputs + columns.points }
  public var tiledHeight: Int { tileRows * rows.outputs }
  public var tiledWidth: Int { tileColumns * columns.outputs }

  /// The distance between the tiles of two points, in vectors: an odd number, so that neighbouring
  /// points do not compete for the same lines of a cache.
  func pointStride(_ vectors: Int) -> Int { vectors | 1 }
}

extension WinogradTiling: CustomStringConvertible {
  public var description: String {
    let points = rows.finitePoints.count > columns.finitePoints.count ? rows : columns
    return "Winograd F(\(rows.outputs)x\(columns.outputs), \(rows.taps)x\(columns.taps)) over "
      + points.pointList
  }
}
