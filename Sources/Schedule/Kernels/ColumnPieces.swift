import GraphIR

/// The pieces of the columns that share vectors in kernels of direct convolutions.
///
/// Images lie innermost, so that a few images alone leave most lanes of a vector empty. A kernel
/// then cuts the columns that it computes into pieces of one width, and computes one column of each
/// piece at a time: lane `p * images + n` of a vector holds image n at a column of piece p. That is
/// so in the thread's own memory only; tensors are as they always are.
///
///     8 images of 14 columns, 16 lanes:
///     lanes 0 to 7 hold columns 0 to 6 of the images, lanes 8 to 15 columns 7 to 13
package struct ColumnPieces: Sendable, Hashable {
  /// How many pieces there are; 1 where vectors hold nothing but images.
  package let count: Int
  /// The columns of a piece. The last piece may reach past the last column.
  package let columns: Int

  /// Whether there is more than one.
  package var areSeveral: Bool { count > 1 }
}

extension ConvolutionGeometry {
  /// The pieces of so many columns: as many as find room in a vector, but none without a column.
  ///
  /// The pieces decide in which order gradients at filters add their terms, so nothing of the
  /// machine counts. Only minibatches of one group of images have some: processes may split larger
  /// ones, and the share of a process must add in the order of the whole.
  package func columnPieces(of columns: Int) -> ColumnPieces {
    guard images > 0, columns > 0, sums.blocks.total == 1 else {
      return ColumnPieces(count: 1, columns: columns)
    }
    let room = max(1, lanes / images)
    let width = (columns + room - 1) / room
    return ColumnPieces(count: (columns + width - 1) / width, columns: width)
  }

  /// The pieces of the columns of an output, or of its pooling windows.
  package func outputPieces(window: [Int] = [1, 1]) -> ColumnPieces {
    columnPieces(of: outputWidth / window[1])
  }

  /// The pieces of the columns of each phase of an input gradient.
  package var inputPieces: ColumnPieces { columnPieces(of: phaseExtent(axis: 1)) }
}
