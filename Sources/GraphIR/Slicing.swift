/// A regular part of a tensor: along each axis, positions at equal distances.
public struct Slicing: Sendable, Hashable {
  /// The first position along each axis.
  public let starts: [Int]
  /// How far apart positions are along each axis; negative ones run backwards, none is 0.
  public let steps: [Int]
  /// The number of positions along each axis.
  public let extents: [Int]

  /// The part with the given positions; one number an axis in each list.
  public init(starts: [Int], steps: [Int], extents: [Int]) {
    self.starts = starts
    self.steps = steps
    self.extents = extents
  }

  /// All positions of a shape but for one axis, where only some of them belong to the part.
  public init(of shape: Shape, axis: Int, start: Int, step: Int = 1, extent: Int) {
    starts = shape.extents.indices.map { $0 == axis ? start : 0 }
    steps = shape.extents.indices.map { $0 == axis ? step : 1 }
    extents = shape.extents.indices.map { $0 == axis ? extent : shape[$0] }
  }

  /// The shape of the part.
  public var shape: Shape { Shape(extents) }

  /// Whether the whole of an axis of the given extent belongs to the part, in order.
  public func isWhole(axis: Int, of extent: Int) -> Bool {
    starts[axis] == 0 && steps[axis] == 1 && extents[axis] == extent
  }

  /// The offset of the first element, and how far apart neighbours along each axis lie, in memory
  /// with the given distances between neighbours.
  public func offsetAndStrides(in strides: [Int]) -> (offset: Int, strides: [Int]) {
    let isEmpty = extents.contains(0)
    return (
      isEmpty ? 0 : zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 },
      zip(steps, strides).map { $0 * $1 }
    )
  }

  /// Whether every position lies in a tensor of the given shape.
  func fits(in shape: Shape) -> Bool {
    guard [starts.count, steps.count, extents.count].allSatisfy({ $0 == shape.rank }) else {
      return false
    }
    return shape.extents.indices.allSatisfy { axis in
      guard steps[axis] != 0, extents[axis] >= 0 else { return false }
      if extents[axis] == 0 { return true }
      let (span, overflow) = (extents[axis] - 1).multipliedReportingOverflow(by: steps[axis])
      let (last, secondOverflow) = starts[axis].addingReportingOverflow(span)
      guard !overflow, !secondOverflow else { return false }
      return [starts[axis], last].allSatisfy { $0 >= 0 && $0 < shape[axis] }
    }
  }
}

extension Slicing: CustomStringConvertible {
  /// The positions of each axis, as `0 ..< 5, 4 ..> -1 by -1`.
  public var description: String {
    extents.indices.map { axis in
      // Of positions that do not exist the end need not be a number.
      let end = starts[axis] &+ extents[axis] &* steps[axis]
      if steps[axis] == 1 { return "\(starts[axis]) ..< \(end)" }
      return "\(starts[axis]) ..\(steps[axis] > 0 ? "<" : ">") \(end) by \(steps[axis])"
    }.joined(separator: ", ")
  }
}
