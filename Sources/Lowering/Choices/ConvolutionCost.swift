import GraphIR
import Schedule

/// Estimates the cycles that the kernels of a convolution take for one group of images.
///
/// A cycle is a vector multiply-add. The constants were measured on a processor with vectors of 64
/// bytes, with one thread: they rank the ways of computing one convolution, and predict no times.
struct ConvolutionCost {
  let role: ConvolutionAlgorithm.Role

  /// What loading or storing a vector costs in a transform, whose data come from the last-level
  /// caches.
  private static let transfer = 4.0

  /// What it costs to move one column of one piece of columns into a vector, or out of it.
  private static let pieceMove = 4.0

  /// The direct kernel: its multiply-adds, over the share of the peak that it reaches.
  ///
  /// - Parameter window: the pooling window that outputs are taken from.
  func direct(_ geometry: ConvolutionGeometry, window: [Int]) -> Double {
    let weights = Double(geometry.filters * geometry.filterSize)
    let height = Double(geometry.outputHeight)
    switch role {
    case .output:
      let pieces = geometry.outputPieces(window: window)
      let columns = pieces.areSeveral ? pieces.columns * window[1] : geometry.outputWidth
      let outputs = geometry.filters * geometry.outputHeight / window[0] * pieces.columns
      return weights * height * Double(columns) / 0.9
        + moves(
          pieces, geometry.inputWindow(bandRows: 1, window: window), geometry.channels,
          outputs: outputs)
    case .inputGradient:
      let pieces = geometry.inputPieces
      let products = weights * height / 0.85
      guard pieces.areSeveral else { return products * Double(geometry.outputWidth) }
      let columns = pieces.columns * geometry.convolution.stride[1]
      let inputs = geometry.channels * geometry.height * columns
      return products * Double(geometry.outputWidth) * Double(columns) / Double(geometry.width)
        + moves(
          pieces, geometry.gradientWindow(bandRows: 1, holdsWholeRows: false), geometry.filters,
          outputs: inputs)
    case .filterGradient: return directFilterGradient(geometry)
    }
  }

  /// What it costs to put pieces of columns of so many planes side by side, and results back to
  /// where they belong.
  private func moves(
    _ pieces: ColumnPieces, _ window: ConvolutionWindow, _ planes: Int, outputs: Int
  ) -> Double {
    guard pieces.areSeveral else { return 0 }
    return Self.pieceMove * Double(pieces.count)
      * Double(planes * window.height * window.columns + outputs)
  }

  /// The direct gradient at filters: its tiles of sums, for which the input and the output gradient
  /// are copied.
  private func directFilterGradient(_ geometry: ConvolutionGeometry) -> Double {
    let pieces = geometry.outputPieces()
    let positions = Double(geometry.outputHeight * pieces.columns)
    let products =
      FilterGradientTile.cheapest(geometry).cycles(geometry) * Double(geometry.convolution.groups)
      * positions
    if pieces.areSeveral {
      let window = geometry.inputWindow(bandRows: 1, window: [1, 1])
      let gradients = geometry.filters * geometry.outputHeight * pieces.columns
      return products + moves(pieces, window, geometry.channels, outputs: gradients)
    }
    let copies =
      Double(geometry.channels * geometry.height * geometry.width)
      + Double(geometry.filters) * positions
    return products + Self.transfer * copies
  }

  /// Tiles of rows: products whose operands are loaded more often, and transforms in registers.
  func rows(_ tiling: RowTiling) -> Double {
    let geometry = tiling.geometry
    let rows = Double(geometry.filters * geometry.outputHeight * tiling.tileColumns)
    let points = Double(tiling.columns.points)
    let products = rows * points * Double(geometry.channels * geometry.filterHeight)
    let input =
      2 * Self.transfer * Double(geometry.channels * geometry.height * tiling.tileColumns) * points
    switch role {
    case .output:
      return 1.35 * products + 3 * rows * points + input
    case .inputGradient, .filterGradient:
      return 1.25 * products
        + Self.transfer * rows * Double(tiling.columns.outputs + tiling.columns.points) + input
    }
  }

  func winograd(_ tiling: WinogradTiling) -> Double {
    let tiles = tiling.tileRows * tiling.tileColumns
    let filters = tiling.geometry.filters
    let channels = tiling.geometry.channels
    let products = Double(tiles * tiling.points * filters * channels) / Self.efficiency(of: role)
    let (rows, columns) = (tiling.rows, tiling.columns)
    // Of a map from inputs to points along both axes, and from points to outputs.
    let toPoints = { (height: Int, width: Int) in
      Self.transfer
        * Double(width * (height + rows.points) + rows.points * (width + columns.points))
    }
    let input = toPoints(rows.points, columns.points) * Double(tiles * channels)
    let output = toPoints(rows.outputs, columns.outputs) * Double(tiles * filters)
    return products + input + output
  }

  /// The share of the peak that the products at the points reach.
  private static func efficiency(of role: ConvolutionAlgorithm.Role) -> Double {
    role == .filterGradient ? 0.7 : 0.95
  }
}
