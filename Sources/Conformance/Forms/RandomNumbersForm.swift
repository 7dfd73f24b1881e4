import Foundation
import GraphIR
import RandomNumbers
import Toolchain

extension VectorForm {
  /// The words and doubles of `RandomState`, and the initial weights of the tutorials.
  static let randomNumbers = VectorForm(
    fileName: "rng_init.json",
    marks: [
      "seed_23455_words", "seed_23455_doubles", "tutorial_layers_in_draw_order", "rgb_example",
      "mlp_seed_1234", "test_py_nkerns_5_5", "fan_out_integer_division",
    ], remarks: ["algorithm", "verified", "layer3", "numpy"]
  ) { file in
    try file.decode(as: RandomNumbersFile.self).vectorCases
  }
}

/// The seed of the LeNet tutorial, which the file's keys name.
private let tutorialSeed = 23455

struct RandomNumbersFile: Decodable {
  struct Example: Decodable {
    let W: DrawnLayer?
    let W_full: GivenArray?
    let b: GivenArray?
  }
  private struct Perceptron: Decodable {
    let layer: DrawnLayer?
    private enum CodingKeys: String, CodingKey { case layer = "hiddenLayer.W" }
  }
  private struct Layers: Decodable { let layers: [DrawnLayer]? }
  private struct Bound: Decodable {
    let layer1_fan_out: Int
    let bound: Double
    let wrong: Double?

    private enum CodingKeys: String, CodingKey {
      case layer1_fan_out, bound
      case wrong = "wrong_bound_if_312.5"
    }
  }

  private let seed_23455_words: Attempt<[UInt32]>?
  private let seed_23455_doubles: Attempt<[Double]>?
  private let tutorial_layers_in_draw_order: Attempt<[DrawnLayer]>?
  private let fan_out_integer_division: Attempt<Bound>?
  let rgb_example: Attempt<Example>?
  private let mlp_seed_1234: Attempt<Perceptron>?
  private let test_py_nkerns_5_5: Attempt<Layers>?

  fileprivate var vectorCases: [VectorCase] {
    seed_23455_words.vectorCases { words in
      [
        VectorCase(
          "seed_23455_words",
          check: {
            var random = try RandomState(seed: tutorialSeed)
            // A range of 2^32 is one word as it is.
            let found = try random.randint(low: 0, high: 1 << 32, count: words.count)
            return difference(found, words.map(Int.init))
          })
      ]
    }
      + seed_23455_doubles.vectorCases { doubles in
        [
          VectorCase(
            "seed_23455_doubles",
            check: {
              var random = try RandomState(seed: tutorialSeed)
              return difference(try random.randomSample(count: doubles.count), doubles)
            })
        ]
      } + drawnCases + exampleCases + boundCases
  }

  private var drawnCases: [VectorCase] {
    tutorial_layers_in_draw_order.vectorCases { draws("lenet", $0, seed: tutorialSeed) }
      + test_py_nkerns_5_5.vectorCases {
        draws("lenet with 5 and 5 filters", $0.layers ?? [], seed: tutorialSeed)
      }
      + mlp_seed_1234.vectorCases { draws("mlp", $0.layer.map { [$0] } ?? [], seed: 1234) }
  }

  private var exampleCases: [VectorCase] {
    rgb_example.vectorCases { example in
      guard let layer = example.W else {
        return [VectorCase("rgb_example", lacking: ["rgb_example.W"])]
      }
      let draws = draws("rgb_example", [layer], seed: tutorialSeed)
      guard let W = example.W_full, let b = example.b else { return draws }
      return draws + [
        VectorCase(
          "rgb_example W_full and b",
          check: {
            var random = try RandomState(seed: tutorialSeed)
            let weights = try random.uniform(low: layer.low, high: layer.high, shape: layer.extents)
            let biases = try random.uniform(low: -0.5, high: 0.5, count: b.values.count)
            return difference(weights, W.values) ?? difference(biases, b.values)
          })
      ]
    }
  }

  private var boundCases: [VectorCase] {
    fan_out_integer_division.vectorCases { bound in
      let name = "fan_out_integer_division"
      guard let layers = try tutorial_layers_in_draw_order?.content.get() else {
        return [VectorCase(name, lacking: ["tutorial_layers_in_draw_order"])]
      }
      return [
        VectorCase(
          name,
          check: {
            guard let layer = layers.first(where: { $0.fan_out == bound.layer1_fan_out }),
              let fanIn = layer.fan_in
            else { return "no layer of the file has a fan-out of \(bound.layer1_fan_out)" }
            let found = (6 / Double(fanIn + bound.layer1_fan_out)).squareRoot()
            return found == bound.bound && layer.high == found && found != bound.wrong
              ? nil : "got the bound \(found), expected \(bound.bound)"
          })
      ]
    }
  }

  private func draws(_ name: String, _ layers: [DrawnLayer], seed: Int) -> [VectorCase] {
    layers.indices.map { number in
      VectorCase(
        "\(name) \(layers[number].name)",
        check: {
          var random = try RandomState(seed: seed)
          for layer in layers[..<number] { _ = try layer.draw(&random) }
          return try layers[number].difference(from: try layers[number].draw(&random))
        })
    }
  }
}

/// An array of uniform draws, in summary.
struct DrawnLayer: Decodable, Sendable {
  let name: String
  let shape: VectorShape
  let low: Double
  let high: Double
  let first16: [Double]
  let last4: [Double]
  let first4_f32: [Double]
  let sum: Double
  let sumsq: Double
  let sha256_f64_le: String
  let sha256_f32_le: String
  let fan_in: Int?
  let fan_out: Int?

  var extents: [Int] { shape.shape.extents }

  func draw(_ random: inout RandomState) throws -> [Double] {
    try random.uniform(low: low, high: high, shape: extents)
  }

  fileprivate func difference(from found: [Double]) throws -> String? {
    let floats = found.map { Float($0) }
    let squares = found.map { $0 * $0 }
    return try Conformance.difference(Array(found.prefix(first16.count)), first16)
      ?? Conformance.difference(Array(found.suffix(last4.count)), last4)
      ?? Conformance.difference(floats.prefix(first4_f32.count).map(Double.init), first4_f32)
      ?? Conformance.difference(sha256(found.map(\.bitPattern)), sha256_f64_le)
      ?? Conformance.difference(sha256(floats.map(\.bitPattern)), sha256_f32_le)
      ?? total("sum", found, sum) ?? total("sumsq", squares, sumsq)
  }

  /// A sum may be added up in another order.
  private func total(_ name: String, _ terms: [Double], _ expected: Double) -> String? {
    let found = terms.reduce(0, +)
    let magnitude = terms.reduce(0) { $0 + abs($1) }
    return abs(found - expected) <= 1e-12 * magnitude
      ? nil : "got \(name) \(found), expected \(expected)"
  }

  /// The hash of the bit patterns in little-endian order, in hexadecimal.
  private func sha256<Bits: FixedWidthInteger>(_ patterns: [Bits]) throws -> String {
    let bytes = patterns.map(\.littleEndian).withUnsafeBytes { Data($0) }
    return try SHA256Digest(of: bytes).hexText
  }
}

/// How two values differ that should be the same, or `nil` where they do not.
func difference<Value: Equatable>(_ found: Value, _ expected: Value) -> String? {
  found == expected ? nil : "got \(found), expected \(expected)"
}
