import Frontend

extension VectorForm {
  /// The shapes that convolutions give, and where there are none.
  static let convolutionShapes = VectorForm(fileName: "conv_shapes.json", marks: ["grid"]) { file in
    let content = try file.decode(as: ConvolutionShapesFile.self)
    return content.grid.vectorCases { number, row in
      [VectorCase("grid \(number)", check: row.difference)]
    }
      + content.literals.vectorCases { number, literal in
        [VectorCase("literals \(number)", literal)]
      }
  }
}

private struct ConvolutionShapesFile: Decodable {
  let grid: Section<ShapeGrid>?
  let literals: Section<ShapeLiteral>?
}

/// The extent of a convolution along one axis, for images and filters of every extent from 1.
private struct ShapeGrid: Decodable, Sendable {
  let border_mode_1axis: Border
  let subsample: Int
  let dilation: Int
  /// By the extent of the image, and then by that of the filter; not positive where there is none.
  let out: [[Int]]

  /// The border of one axis.
  enum Border: Decodable, Sendable {
    case named(String)
    case amount(BorderMode.Amount)

    init(from decoder: any Decoder) throws {
      if let name = try? decoder.singleValueContainer().decode(String.self) {
        self = .named(name)
      } else {
        self = .amount(try BorderMode.Amount(from: decoder))
      }
    }
  }

  func difference() throws -> String? {
    for (imageNumber, row) in out.enumerated() {
      for (filterNumber, expected) in row.enumerated() {
        let (image, filter) = (imageNumber + 1, filterNumber + 1)
        let x = Tensor<Float>.placeholder("x", shape: [1, 1, image, 1])
        let w = Tensor<Float>.placeholder("w", shape: [1, 1, filter, 1])
        let y = conv2d(
          x, filters: w, padding: try padding, stride: (subsample, 1), dilation: (dilation, 1))
        let found = y.shape?[2]
        guard expected > 0 ? found == expected : found == nil || found == 0 else {
          return "an image of \(image) and a filter of \(filter) give "
            + "\(found.map(String.init) ?? "none"), expected \(expected)"
        }
      }
    }
    return nil
  }

  private var padding: ConvolutionPadding {
    get throws {
      switch border_mode_1axis {
      // The other axis has filters of one element, and so no border by any name.
      case .named(let name): try BorderMode.named(name).padding
      case .amount(let amount):
        .explicit(top: amount.before, bottom: amount.after, left: 0, right: 0)
      }
    }
  }
}

/// The shape of a convolution, computed.
private struct ShapeLiteral: Decodable, GraphCase {
  let image: VectorShape
  let kernel: VectorShape
  let subsample: Pair
  let dilation: Pair
  let border_mode: BorderMode
  let out: VectorShape

  var givens: [GivenArray] { [] }
  var tolerances: Tolerances { .exact }

  func expectations<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type
  ) throws -> [Expectation] {
    let x = Shared("x", try NDArray<Scalar>(repeating: 0, shape: image.shape))
    let w = Shared("w", try NDArray<Scalar>(repeating: 1, shape: kernel.shape))
    let y = conv2d(
      x, filters: w, padding: try border_mode.padding, stride: subsample.tuple,
      dilation: dilation.tuple)
    let zeros = [Double](repeating: 0, count: out.shape.elementCount)
    return [
      Expectation(
        what: "output", tensor: y, expected: ExpectedArray(shape: out.shape, values: zeros))
    ]
  }
}
