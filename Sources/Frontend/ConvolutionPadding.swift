import GraphIR

/// How many zeros are put around the images of a convolution (`border_mode` of Theano).
public enum ConvolutionPadding: Sendable, Hashable {
  /// None: every position of the filters lies wholly on the image.
  case valid
  /// As many as let every position count that touches the image: `dilation * (R - 1)` rows.
  case full
  /// Half of the rows that the filters span: `(dilation * (R - 1) + 1) / 2`, so that filters of odd
  /// extents leave the image its size.
  case half
  /// As many as leave an image its size, or, with strides, give `ceil(H / stride)` rows; where
  /// their number is odd, one more after than before (TensorFlow's `SAME`).
  case same
  /// As many before an axis as after it.
  case symmetric(rows: Int, columns: Int)
  /// Any number on each of the four sides.
  case explicit(top: Int, bottom: Int, left: Int, right: Int)

  /// A convolution with these zeros around its input, and steps no longer than that.
  ///
  /// What is no image or no filter, or has no such padding, is refused where the convolution is
  /// applied.
  ///
  /// - Parameters:
  ///   - input: the images, of which ``same`` needs to know how large they are.
  func applied(to convolution: Convolution, input: Shape, filters: Shape) -> Convolution {
    guard input.rank == 4, filters.rank == 4 else { return convolution }
    let sides = zeros(input, filters, convolution.stride, convolution.dilation)
    return convolution.padded(
      Convolution.Padding(before: sides.map(\.before), after: sides.map(\.after))
    ).bounded(input: input, filters: filters)
  }

  /// The zeros before and after H, and those before and after W.
  private func zeros(
    _ input: Shape, _ filters: Shape, _ stride: [Int], _ dilation: [Int]
  ) -> [(before: Int, after: Int)] {
    switch self {
    case .valid:
      return [(0, 0), (0, 0)]
    case .full:
      return reaches(filters, dilation).map { ($0, $0) }
    case .half:
      return reaches(filters, dilation).map { ($0 / 2 + $0 % 2, $0 / 2 + $0 % 2) }
    case .same:
      return reaches(filters, dilation).enumerated().map { axis, reach in
        let steps = stride[axis] >= 1 ? (input[axis + 2] - 1) / stride[axis] * stride[axis] : 0
        let (end, overflows) = steps.addingReportingOverflow(reach)
        let missing = overflows ? .max : max(0, end - (input[axis + 2] - 1))
        return (missing / 2, missing - missing / 2)
      }
    case .symmetric(let rows, let columns):
      return [(rows, rows), (columns, columns)]
    case .explicit(let top, let bottom, let left, let right):
      return [(top, bottom), (left, right)]
    }
  }

  /// How far apart the first and the last element lie that a filter meets, along H and W.
  private func reaches(_ filters: Shape, _ dilation: [Int]) -> [Int] {
    [0, 1].map { axis in
      let (reach, overflows) = dilation[axis].multipliedReportingOverflow(by: filters[axis + 2] - 1)
      return overflows ? .max : max(0, reach)
    }
  }
}
