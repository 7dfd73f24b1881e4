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

  /// The direct kernel: its multiply-adds, over the share of the peak that it reaches.
  func direct(_ geometry: ConvolutionGeometry) -> Double {
    let positions = geometry.outputHeight * geometry.outputWidth
    let products = Double(geometry.filters * geometry.filterSize * positions)
    return switch role {
    case .output: products / 0.9
    case .inputGradient: products / 0.85
    case .filterGradient: directFilterGradient(geometry)
    }
  }

  /// The direct gradient at filters: its tiles of sums, for which the input and the output gradient
  /// are copied.
  private func directFilterGradient(_ geometry: ConvolutionGeometry) -> Double {
    let positions = Double(geometry.outputHeight * geometry.outputWidth)
    let copies =
      Double(geometry.channels * geometry.height * geometry.width)
      + Double(geometry.filters) * positions
    return FilterGradientTile.cheapest(geometry).cycles(geometry)
      * Double(geometry.convolution.groups) * positions + Self.transfer * copies
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
