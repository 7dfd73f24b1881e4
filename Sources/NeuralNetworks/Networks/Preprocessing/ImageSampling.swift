import Frontend
import GraphIR

/// The images that a layer augments, with random numbers for each image and pixels by position.
///
/// Positions are rows and columns, counted from 0: tensors that broadcast to (N, 1, height, width),
/// the same for all channels of an image.
struct ImageSampling {
  let images: Tensor<Float>
  let count, channels, height, width: Int
  /// The layer's name, the prefix of the names of tensors.
  private let path: String
  private let file: String
  private let line: Int

  /// - Throws: `ModelError` for a tensor that is no images.
  init(_ images: Tensor<Float>, _ shape: Shape, in context: LayerContext) throws {
    self.images = images
    (count, channels) = (shape.extents.first ?? 0, try context.channels(of: shape))
    (height, width) = (shape[2], shape[3])
    path = context.path
    (file, line) = (context.location.file, context.location.line)
  }

  /// The numbers of the rows, (1, 1, H, 1).
  var rows: Tensor<Int32> { rows(height) }
  /// The numbers of the columns, (1, 1, 1, W).
  var columns: Tensor<Int32> { columns(width) }

  /// The numbers of the first rows, (1, 1, count, 1).
  func rows(_ count: Int) -> Tensor<Int32> {
    arange(0, count, as: Int32.self, file: file, line: line)
      .dimshuffle(nil, nil, 0, nil, file: file, line: line)
  }

  /// The numbers of the first columns, (1, 1, 1, count).
  func columns(_ count: Int) -> Tensor<Int32> {
    arange(0, count, as: Int32.self, file: file, line: line)
      .dimshuffle(nil, nil, nil, 0, file: file, line: line)
  }

  /// The centre of rotations and zooms.
  var middle: (row: Float, column: Float) { (Float(height - 1) / 2, Float(width - 1) / 2) }

  /// How far rows, (1, 1, H, 1), and columns, (1, 1, 1, W), are from the middle.
  var fromMiddle: (down: Tensor<Float>, across: Tensor<Float>) {
    (
      rows.cast(to: Float.self, file: file, line: line) - middle.row,
      columns.cast(to: Float.self, file: file, line: line) - middle.column
    )
  }

  /// A number for each image, (N, 1, 1, 1), uniform in a range.
  func draw(from low: Double, to high: Double, in context: inout LayerContext) -> Tensor<Float> {
    context.noise.uniform(
      [count, 1, 1, 1], from: Float(low), to: Float(high), file: file, line: line
    ).named("\(path).random")
  }

  /// An integer for each image, (N, 1, 1, 1), one of `0 ..< bound`.
  func draw(below bound: Int, in context: inout LayerContext) -> Tensor<Int32> {
    draw(from: 0, to: Double(bound), in: &context).cast(to: Int32.self, file: file, line: line)
      .named("\(path).random")
  }

  /// The first tensor in training, and the other one in evaluation: the images themselves unless
  /// given.
  func inTraining(_ training: Tensor<Float>, else other: Tensor<Float>? = nil) -> Tensor<Float> {
    Frontend.inTraining(training, else: other ?? images, file: file, line: line)
  }

  /// The pixels at positions inside the images, (N, C, height, width).
  func pixels(rows: Tensor<Int32>, columns: Tensor<Int32>) -> Tensor<Float> {
    channels * height * width <= Int(Int32.max)
      ? pixels(rows, columns, as: Int32.self) : pixels(rows, columns, as: Int64.self)
  }

  /// The pixels at any positions, (N, C, height, width).
  func pixels(
    rows: Tensor<Int32>, columns: Tensor<Int32>, border: ImageBorder
  ) -> Tensor<Float> {
    let (last, end) = (Int32(height - 1), Int32(width - 1))
    let nearest = pixels(
      rows: rows.clip(0, last, file: file, line: line),
      columns: columns.clip(0, end, file: file, line: line))
    switch border {
    case .edge: return nearest
    case .zeros:
      let isInside = (rows .>= 0) .& (rows .<= last) .& (columns .>= 0) .& (columns .<= end)
      return isInside.where(nearest, else: 0, file: file, line: line)
    }
  }

  /// The values at positions between pixels, by bilinear interpolation of the four neighbours:
  /// (N, C, height, width).
  func bilinear(
    rows: Tensor<Float>, columns: Tensor<Float>, border: ImageBorder
  ) -> Tensor<Float> {
    let (top, down) = split(rows, extent: height)
    let (left, right) = split(columns, extent: width)
    func row(_ row: Tensor<Int32>) -> Tensor<Float> {
      let (first, second) = (
        pixels(rows: row, columns: left, border: border),
        pixels(rows: row, columns: left + 1, border: border)
      )
      return first + right * (second - first)
    }
    let (upper, lower) = (row(top), row(top + 1))
    return upper + down * (lower - upper)
  }

  /// The integer part of each position, from -1 to the extent, and its fraction, from 0 to 1.
  /// Positions more than one pixel outside the image are clipped.
  private func split(
    _ positions: Tensor<Float>, extent: Int
  ) -> (before: Tensor<Int32>, fraction: Tensor<Float>) {
    // Shifted to be at least 0, where a cast to integers rounds down.
    let shifted = (positions + 1).clip(0, Float(extent + 1), file: file, line: line)
    let whole = shifted.cast(to: Int32.self, file: file, line: line)
    return (whole - 1, shifted - whole.cast(to: Float.self, file: file, line: line))
  }

  private func pixels<Index: IntegerTensorScalar>(
    _ rows: Tensor<Int32>, _ columns: Tensor<Int32>, as type: Index.Type
  ) -> Tensor<Float> {
    let (area, width) = (Index(height * width), Index(width))
    let channel = arange(0, channels, as: type, file: file, line: line)
      .dimshuffle(nil, 0, nil, nil, file: file, line: line)
    let row = rows.cast(to: type, file: file, line: line)
    let column = columns.cast(to: type, file: file, line: line)
    let positions = channel * area + row * width + column
    guard let shape = positions.shape else { return images }
    // Each image has positions of its own, so that processes can split a minibatch.
    let size = shape.extents.dropFirst().reduce(1, *)
    return
      images.reshape([count, channels * height * self.width], file: file, line: line)
      .takeAlongAxis(
        positions.named("\(path).positions").reshape([count, size], file: file, line: line),
        axis: 1, file: file, line: line
      ).reshape(shape, file: file, line: line).named("\(path).pixels")
  }
}
