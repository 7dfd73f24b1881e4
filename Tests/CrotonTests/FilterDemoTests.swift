import Croton
import TestSupport
import Testing

@testable import Demos

/// The tutorial's example of a convolution, compared with its vectors.
@Suite struct FilterDemoTests {
  private struct File: Decodable {
    struct Summary: Decodable {
      let shape: [Int]
      let data: [Double]?
    }
    struct Small: Decodable {
      let output: Summary
      let no_flip_first_row: [Double]
    }
    struct Large: Decodable {
      let output: ArraySummary
    }
    struct Cases: Decodable {
      let small: Small
      let large: Large
      enum CodingKeys: String, CodingKey {
        case small = "3x12x16"
        case large = "3x120x160"
      }
    }
    let cases: Cases
  }

  /// The images of the vectors: `((37 c + 13 i + 7 j + i j) mod 256) / 256`.
  private func image(height: Int, width: Int) throws -> Image {
    var bytes: [UInt8] = []
    for i in 0..<height {
      for j in 0..<width {
        bytes += (0..<3).map { UInt8((37 * $0 + 13 * i + 7 * j + i * j) % 256) }
      }
    }
    return try Image(width: width, height: height, format: .color, bytes: bytes)
  }

  private func output(height: Int, width: Int) throws -> NDArray<Double> {
    let x = Tensor<Double>.placeholder("x", shape: [1, 3, height, width])
    let output = try FilterDemo().output(x)
    let image = try image(height: height, width: width)
    let pixels = (0..<3).flatMap { color in
      stride(from: color, to: image.bytes.count, by: 3).map { Double(image.bytes[$0]) / 256 }
    }
    return try function(inputs: [x], outputs: [output])(
      NDArray(shape: [1, 3, height, width], scalars: pixels))[output]
  }

  @Test func theSmallImage() throws {
    let expected = try Vectors.load("rgb_9x9_sigmoid.json", as: File.self).cases.small
    let found = try output(height: 12, width: 16)
    #expect(found.shape == Shape(expected.output.shape))
    let data = try #require(expected.output.data)
    for (found, expected) in zip(found.scalars, data) {
      #expect(abs(found - expected) <= 1e-12 * abs(expected))
    }
    for (found, unflipped) in zip(found.scalars, expected.no_flip_first_row) {
      #expect(abs(found - unflipped) > 1e-3)
    }
  }

  @Test func theLargeImage() throws {
    let expected = try Vectors.load("rgb_9x9_sigmoid.json", as: File.self).cases.large.output
    let found = try output(height: 120, width: 160)
    let tolerance = ArraySummary.Tolerance(norms: 1e-12, elements: 1e-12, rounding: 0)
    #expect(expected.difference(from: found.scalars, tolerance) == nil)
  }

  /// Each map goes from black at its least value to white at its greatest.
  @Test func theMapsAreStretched() throws {
    let demo = try FilterDemo()
    let maps = try demo.filtered(image(height: 12, width: 16), options: .testing())
    let values = try output(height: 12, width: 16).scalars
    #expect(maps.count == 2)
    for (number, map) in maps.enumerated() {
      let plane = values[number * 32..<(number + 1) * 32]
      let (least, greatest) = (plane.min() ?? 0, plane.max() ?? 0)
      #expect(map.width == 8 && map.height == 4 && map.format == .grey)
      let scale = 255 / (greatest - least)
      let levels = plane.map { value in UInt8(((value - least) * scale).rounded()) }
      #expect(map.bytes == levels)
    }
  }

  @Test(arguments: [7, 30, 64]) func tilesMakeTheSameMaps(extent: Int) throws {
    let (demo, image) = (try FilterDemo(), try image(height: 50, width: 77))
    let whole = try demo.filtered(image, options: .testing())
    #expect(
      try demo.filtered(image, options: .testing(), tileExtent: extent) == whole)
  }

  @Test func anImageOfOneColorIsBlack() throws {
    let image = try Image(
      width: 10, height: 10, format: .color, bytes: Array(repeating: 90, count: 300))
    let maps = try FilterDemo().filtered(image, options: .testing())
    // Rounding leaves the sums of equal pixels equal: every window is computed in the same order.
    #expect(maps.allSatisfy { $0.bytes == [0, 0, 0, 0] })
  }

  @Test func imagesThatCannotBeFiltered() throws {
    for (width, height, format) in [(8, 9, Image.Format.color), (9, 8, .color), (20, 20, .grey)] {
      let image = try Image(
        width: width, height: height, format: format,
        bytes: Array(repeating: 0, count: width * height * format.channels))
      let error = FilterDemoError.image(
        width: width, height: height, channels: format.channels, extent: 9)
      #expect(throws: error) { try FilterDemo().filtered(image) }
    }
  }
}
