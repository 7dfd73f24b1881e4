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

  /// The elements of the input that lie in one window, row by row; never none.
  struct Window {
    let positions: [Position]
    /// What the sum of the elements is divided by.
    let divisor: Double
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
  /// - Parameter body: gets the offset of the window's output element and the window.
  func forEach(_ body: (_ output: Int, _ window: Window) -> Void) {
    let (height, width) = (input[input.rank - 2], input[input.rank - 1])
    let (rows, columns) = (output[output.rank - 2], output[output.rank - 1])
    let planes = Shape(Array(input.extents.dropLast(2))).elementCount
    for plane in 0..<planes {
      for row in 0..<rows {
        let ys = pooling.elements(ofWindow: row, along: 0, extent: height)
        for column in 0..<columns {
          let xs = pooling.elements(ofWindow: column, along: 1, extent: width)
          let (top, left) = (
            row * pooling.stride[0] - pooling.padding[0],
            column * pooling.stride[1] - pooling.padding[1]
          )
          let positions = ys.flatMap { y in
            xs.map { x in
              Position(
                offset: (plane * height + y) * width + x, row: y - top, column: x - left)
            }
          }
          let divisor = Double(pooling.divisor(rows: ys.count, columns: xs.count))
          body(
            (plane * rows + row) * columns + column, Window(positions: positions, divisor: divisor))
        }
      }
    }
  }
}
