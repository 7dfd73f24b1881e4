import Frontend
import GraphIR

/// What several layers make of the same input, joined along an axis.
///
///     Concatenate {
///       Conv2d(16, kernel: 1)
///       Conv2d(16, kernel: 3, padding: .same)
///       Sequential {
///         Conv2d(8, kernel: 1, activation: .relu)
///         Conv2d(16, kernel: 5, padding: .same)
///       }
///     }
public struct Concatenate: PredefinedLayer {
  let axis: Int
  let branches: LayerStack

  /// - Parameters:
  ///   - axis: the axis to join along, counted from the end where it is negative; that of channels
  ///     or features unless given.
  ///   - branches: layers that all get the same input. Several layers one after the other are a
  ///     ``Sequential``.
  public init(axis: Int = 1, @LayerBuilder _ branches: () -> LayerStack) {
    self.axis = axis
    self.branches = branches()
  }

  /// The joined outputs of the branches.
  ///
  /// - Throws: `ModelError` where they differ along another axis.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    var outputs: [Tensor<Float>] = []
    for branch in branches.elements {
      outputs.append(try context.apply(branch.layer, to: input, at: branch.location))
    }
    guard let first = outputs.first else { throw context.error(.noBranches) }
    let shapes = outputs.compactMap(\.shape)
    if let shape = shapes.first, !(1..<shape.rank).contains(joinedAxis(of: shape)) {
      throw context.error(.axis(axis, shape))
    }
    for shape in shapes where !isJoinable(shape, shapes[0]) {
      throw context.error(.branches(shapes[0], shape))
    }
    if outputs.count == 1 { return first }
    return concatenate(
      outputs, axis: axis, file: context.location.file, line: context.location.line)
  }

  /// The axis counted from the first one.
  private func joinedAxis(of shape: Shape) -> Int {
    axis < 0 ? axis + shape.rank : axis
  }

  private func isJoinable(_ one: Shape, _ other: Shape) -> Bool {
    let joined = joinedAxis(of: one)
    return one.rank == other.rank
      && zip(one.extents, other.extents).enumerated().allSatisfy { $0 == joined || $1.0 == $1.1 }
  }
}
