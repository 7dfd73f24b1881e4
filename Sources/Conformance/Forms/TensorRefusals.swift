import Frontend
import GraphIR

/// An order of axes to refuse.
struct DimshuffleRefusal: Decodable {
  let pattern: AxisPattern
  /// Which axes have extent 1.
  let broadcastable: [Int]?

  func vectorCase(_ name: String) -> VectorCase {
    let rank = (pattern.axes.compactMap { $0 }.max() ?? -1) + 1
    let extents = broadcastable?.enumerated().map { axis, isOne in isOne == 0 ? axis + 2 : 1 }
    return .refusal(name) {
      let shape = Shape(extents ?? Array(repeating: 2, count: rank))
      try requireWellFormed(zeros(shape).dimshuffle(pattern.axes))
    }
  }
}

/// Shapes in words, such as `(3,5)+(2,5)`, that do not broadcast.
func broadcastRefusal(_ name: String, _ description: String) -> VectorCase {
  let shapes = description.matches(of: #/\((\d+(?:,\d+)*)\)/#).map { match in
    Shape(match.output.1.split(separator: ",").compactMap { Int($0) })
  }
  guard shapes.count == 2 else {
    return VectorCase(name, skipped: "expected two shapes in '\(description)'")
  }
  return .refusal(name) {
    try requireWellFormed(zeros(shapes[0]) + zeros(shapes[1]))
  }
}

/// Shapes that elements do not fit.
struct ReshapeRefusal: Decodable {
  let input_shape: VectorShape
  let shapes: [[Int]]

  var vectorCases: [VectorCase] {
    shapes.map { shape in
      .refusal("reshape_must_raise \(input_shape.shape) to \(Shape(shape))") {
        try requireWellFormed(zeros(input_shape.shape).reshape(Shape(shape)))
      }
    }
  }
}

/// Ranks that a tensor cannot be flattened to.
struct FlattenRefusal: Decodable {
  let rank: Int
  let ndim: [Int]

  var vectorCases: [VectorCase] {
    ndim.map { ndim in
      .refusal("flatten_must_raise \(ndim)") {
        let shape = Shape(Array(repeating: 2, count: max(0, min(rank, 16))))
        try requireWellFormed(zeros(shape).flatten(ndim))
      }
    }
  }
}

/// Axes that there are not.
struct ArgmaxRefusal: Decodable {
  let shape: VectorShape
  let axis: [Int]

  var vectorCases: [VectorCase] {
    axis.map { axis in
      .refusal("argmax_must_raise \(axis)") {
        try requireWellFormed(zeros(shape.shape).argmax(axis: axis))
      }
    }
  }
}
