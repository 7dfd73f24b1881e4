import GraphIR

/// The pooling of a tensor, or a part of its gradients.
///
/// With images innermost a plane is one channel of one group of images, and each of its elements a
/// vector of images.
public struct PoolingKernel: Sendable {
  /// What is written, and from what.
  public enum Role: Sendable {
    /// From the input: the maxima, sums or averages.
    case forward
    /// From the gradient at sums or averages: the gradient at the input.
    case gradient
    /// From the input, the maxima and the gradient at them: the gradient at the input.
    case maximumGradient
    /// From the input, the maxima and values in the input's shape: sums of values of winners.
    case winnerSum
  }

  public let role: Role
  public let elementType: ElementType
  public let pooling: Pooling
  /// The number of (H, W) planes.
  public let planes: Int
  public let height: Int
  public let width: Int
  /// How many images lie innermost, where they do.
  public let lanes: Int?

  init(_ role: Role, _ pooling: Pooling, input: TensorType, layout: Layout) {
    self.role = role
    self.pooling = pooling
    elementType = input.elementType
    height = input.shape[input.shape.rank - 2]
    width = input.shape[input.shape.rank - 1]
    let outer = layout.extents(of: input.shape).prefix(input.shape.rank - 2)
    planes = outer.reduce(1, *)
    if case .imagesInnermost(let lanes) = layout { self.lanes = lanes } else { lanes = nil }
  }

  public var outputHeight: Int { pooling.outputExtent(height, axis: 0) }
  public var outputWidth: Int { pooling.outputExtent(width, axis: 1) }
}
