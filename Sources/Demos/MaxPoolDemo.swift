import Compiler
import Frontend
import GraphIR
import RandomNumbers

/// The LeNet tutorial's example of max-pooling: random images, pooled without and with the border.
///
///     print(try MaxPoolDemo().text())
package struct MaxPoolDemo: Sendable {
  package init() {}

  /// What the tutorial's program prints: an image and its maxima, twice.
  ///
  /// - Throws: `ModelError`, or what goes wrong where the function is compiled.
  package func text(options: CompileOptions = CompileOptions()) throws -> String {
    var random = try RandomState(seed: 1)
    let shape: Shape = [3, 2, 5, 5]
    let images = try NDArray(shape: shape, scalars: random.rand(3, 2, 5, 5))
    let input = Tensor<Double>.placeholder("input", shape: shape)
    var lines: [String] = []
    for (ignoresBorder, title, image) in [(true, "True", 0), (false, "False", 1)] {
      let pooled = input.maxPool2d((2, 2), ignoreBorder: ignoresBorder)
      let f = try compile(name: "pool", inputs: [input], outputs: [pooled], options: options)
      let maxima = try f(images)[pooled]
      lines.append("With ignore_border set to \(title):")
      for (name, array) in [("invals", images), ("output", maxima)] {
        lines.append("\(name)[\(image), 0, :, :] =")
        lines.append(NumPyMatrixText(rows: firstChannel(of: image, array)).text)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The rows of one image's first channel, of an array (N, C, H, W).
  private func firstChannel(of image: Int, _ array: NDArray<Double>) -> [[Double]] {
    let extents = array.shape.extents
    let (height, width) = (extents[2], extents[3])
    let start = image * extents[1] * height * width
    return (0..<height).map { row in
      Array(array.scalars[(start + row * width)..<(start + (row + 1) * width)])
    }
  }
}
