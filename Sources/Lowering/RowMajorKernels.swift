import GraphIR

/// Makes one of the elements along some axes of a row-major tensor: kept axes outside, reduced axes
/// inside.
public struct ReductionKernel: Sendable {
  public let reduction: Reduction
  public let elementType: ElementType
  /// The extents of the axes that are kept, and how far apart their elements lie in the operand.
  public let kept: [(extent: Int, stride: Int)]
  /// The same for the axes that are reduced.
  public let reduced: [(extent: Int, stride: Int)]

  /// Whether a matrix is reduced down its columns, which lie side by side.
  public var isDownColumns: Bool {
    kept.count == 1 && reduced.count == 1 && kept[0].stride == 1 && kept[0].extent > 1
  }
}

/// Sums over images and positions of (N, C, H, W) with images innermost, leaving (C).
public struct ChannelSumKernel: Sendable {
  public let elementType: ElementType
  public let images: Int
  public let lanes: Int
  public let channels: Int
  /// The number of positions, H times W.
  public let positions: Int
  /// The element type of the bits, where each element counts as often as it has bits.
  public let winners: ElementType?

  init(_ type: TensorType, lanes: Int, winners: ElementType? = nil) {
    elementType = type.elementType
    images = type.shape[0]
    self.lanes = lanes
    channels = type.shape[1]
    positions = type.shape[2] * type.shape[3]
    self.winners = winners
  }
}

/// The position of the first largest element along one axis.
public struct ArgmaxKernel: Sendable {
  public let elementType: ElementType
  /// The elements before, along and after the axis.
  public let outer: Int
  public let extent: Int
  public let inner: Int
}

/// Work on each row of a matrix by itself.
public struct RowKernel: Sendable {
  public let elementType: ElementType
  public let rows: Int
  public let columns: Int
}

/// What an operation that is defined in one place does.
public struct CustomKernel: Sendable {
  public let operation: any CustomOperation
  public let operandTypes: [TensorType]
}

/// Copies rows of a table by number, or adds to them.
public struct IndexKernel: Sendable {
  public let elementType: ElementType
  public let indexType: ElementType
  /// The number of rows of the table.
  public let rows: Int
  /// The number of elements of a row.
  public let rowSize: Int
  /// The number of row numbers.
  public let indices: Int
  /// The number of the failure that a number outside the table is.
  public let failure: Int
}

/// Picks or places one element of each row.
public struct LabelKernel: Sendable {
  public let elementType: ElementType
  public let labelType: ElementType
  public let rows: Int
  public let classes: Int
  /// The number of the failure that a label outside the classes is.
  public let failure: Int
}
