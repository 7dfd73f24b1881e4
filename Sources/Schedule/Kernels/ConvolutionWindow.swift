import GraphIR

/// The part of an image's planes that a thread copies for the rows that it computes next.
///
/// The copy has the zeros of the padding, so that products need no conditions. Its planes lie an
/// odd number of vectors apart: those of extents that are powers of two would compete for the same
/// lines of a cache.
package struct ConvolutionWindow: Sendable, Hashable {
  /// The number of planes that are held.
  package let planes: Int
  /// The extents of a plane that is copied.
  package let height: Int
  package let width: Int
  /// The extents of the copy.
  package let rows: Int
  package let columns: Int
  /// How many rows of the first copy lie above the plane, and how many columns left of it; negative
  /// where the copy begins inside.
  package let top: Int
  package let left: Int
  /// How far apart in the plane neighbouring rows and columns of the copy lie.
  package let rowStep: Int
  package let columnStep: Int
  /// How far apart in the plane the copies of two bands lie.
  package let bandStep: Int
  /// How many pieces of the plane's columns lie side by side in a vector of the copy, and how far
  /// apart in the plane they begin.
  package let pieces: Int
  package let pieceStep: Int

  /// The vectors from one plane of the copy to the next.
  package var planeVectors: Int { (rows * columns) | 1 }

  /// The columns of the copy that come from the plane; the others are zeros.
  package var copiedColumns: Range<Int> {
    let start = min((max(0, left) + columnStep - 1) / columnStep, columns)
    return start..<max(start, min(columns, (left + width + columnStep - 1) / columnStep))
  }

  /// Whether the copy of one of so many bands has rows of padding.
  package func padsRows(bands: Int) -> Bool {
    top > 0 || (bands - 1) * bandStep - top + (rows - 1) * rowStep >= height
  }
}

extension ConvolutionGeometry {
  /// What a convolution reads of the input for a band of rows of pooling windows.
  ///
  /// - Parameter planes: how many channels are held, if not all of a group.
  package func inputWindow(
    bandRows: Int, window: [Int], planes: Int? = nil
  ) -> ConvolutionWindow {
    let (rows, columns) = (inputAxis(0), inputAxis(1))
    let pieces = outputPieces(window: window)
    let pieceColumns = pieces.columns * window[1]
    return ConvolutionWindow(
      planes: planes ?? channelsPerGroup, height: height, width: width,
      rows: rows.extent(outputs: bandRows * window[0]),
      columns: columns.extent(outputs: pieceColumns),
      top: rows.padding, left: columns.padding, rowStep: rows.step, columnStep: columns.step,
      bandStep: bandRows * window[0] * convolution.stride[0], pieces: pieces.count,
      pieceStep: pieceColumns * convolution.stride[1])
  }

  /// The rows (axis 0) or columns (axis 1) of the input that are read.
  package func inputAxis(_ axis: Int) -> ConvolutionAxis { ConvolutionAxis(self, axis: axis) }

  /// What an input gradient reads of the output gradient for a band: so many rows of each phase.
  ///
  /// - Parameter holdsWholeRows: whether the copy has all columns, even those that no phase reads.
  package func gradientWindow(bandRows: Int, holdsWholeRows: Bool) -> ConvolutionWindow {
    let (rows, columns) = (reach(axis: 0), reach(axis: 1))
    let pieces = inputPieces
    // Rows in pieces are filled column by column, whatever columns they have.
    let holdsWholeRows = holdsWholeRows && !pieces.areSeveral
    let left = holdsWholeRows ? max(0, -columns.lowerBound) : -columns.lowerBound
    let end = pieces.columns + columns.upperBound
    return ConvolutionWindow(
      planes: filtersPerGroup, height: outputHeight, width: outputWidth,
      rows: bandRows + rows.upperBound - rows.lowerBound,
      columns: left + (holdsWholeRows ? max(end, outputWidth) : end),
      top: -rows.lowerBound, left: left, rowStep: 1, columnStep: 1, bandStep: bandRows,
      pieces: pieces.count, pieceStep: pieces.columns)
  }

  /// What a filter gradient reads of the output gradient for a band.
  ///
  /// - Parameter planes: how many filters are held.
  package func outputWindow(bandRows: Int, planes: Int) -> ConvolutionWindow {
    let pieces = outputPieces()
    return ConvolutionWindow(
      planes: planes, height: outputHeight, width: outputWidth, rows: bandRows,
      columns: pieces.columns, top: 0, left: 0, rowStep: 1, columnStep: 1, bandStep: bandRows,
      pieces: pieces.count, pieceStep: pieces.columns)
  }

  /// The most positions that a phase has along an axis.
  package func phaseExtent(axis: Int) -> Int { phases(axis: axis).map(\.count).max() ?? 1 }

  /// The first and the last output position that position 0 of any phase meets.
  private func reach(axis: Int) -> ClosedRange<Int> {
    let ends = phases(axis: axis).filter { $0.taps > 0 }.flatMap {
      [$0.offset, $0.offset - ($0.taps - 1) * $0.offsetStep]
    }
    return (ends.min() ?? 0)...(ends.max() ?? 0)
  }
}
