import GraphIR

/// The windows of a pooling over the last two axes of a tensor.
struct PoolingWindows {
  /// An element of the input that lies in a window.
  struct Position {
    /// Where the element lies in the input.
    let offset: Int
    /// The row and column in the window.
    let row: Int
    let column: Int
  }

  private let pooling: Pooling
  private let input: Shape
  private let output: Shape

  init(_ pooling: Pooling, over input: Shape) {
    self.pooling = pooling
    self.input = input
    output = pooling.outputShape(input)
  }

  /// Visits the windows in the order of the output's elements.
  ///
  /// - Parameter body: gets the offset of the window's output element and the positions in the
  ///   window, row by row. A window at the border is clipped, and never empty.
  func forEach(_ body: (_ output: Int, _ positions: [Position]) -> Void) {
    let (height, width) = (input[input.rank - 2], input[input.rank - 1])
    let (rows, columns) = (output[output.rank - 2], output[output.rank - 1])
    let planes = Shape(Array(input.extents.dropLast(2))).elementCount
    for plane in 0..<planes {
      for row in 0..<rows {
        let top = row * pooling.stride[0]
        let bottom = top + min(pooling.window[0], height - top)
        for column in 0..<columns {
          let left = column * pooling.stride[1]
          let right = left + min(pooling.window[1], width - left)
          var positions: [Position] = []
          for y in top..<bottom {
            for x in left..<right {
              positions.append(
                Position(
                  offset: (plane * height + y) * width + x,
                  row: y - top, column: x - left))
            }
          }
          body((plane * rows + row) * columns + column, positions)
        }
      }
    }
  }
}
