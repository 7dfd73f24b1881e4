import Crypto
import Foundation
import RandomNumbers
import Testing

/// A drawn array as `rng_init.json` has it, in summary.
private struct Layer: Decodable {
  var name: String
  var shape: [Int]
  var low: Double
  var high: Double
  var first16: [Double]
  var last4: [Double]
  var sha256F64Le: String
  var sha256F32Le: String
  var first4F32: [Double]
}

private struct Vectors: Decodable {
  struct RGBExample: Decodable {
    var weights: Layer
    var allWeights: [Double]
    var biases: [Double]
    enum CodingKeys: String, CodingKey {
      case weights = "W"
      case allWeights = "wFull"
      case biases = "b"
    }
  }
  struct MLP: Decodable {
    var hiddenLayer: Layer
    enum CodingKeys: String, CodingKey { case hiddenLayer = "hiddenLayer.W" }
  }
  struct Layers: Decodable {
    var layers: [Layer]
  }

  var seed23455Words: [UInt32]
  var seed23455Doubles: [Double]
  var tutorialLayersInDrawOrder: [Layer]
  var rgbExample: RGBExample
  var mlpSeed1234: MLP
  var testPyNkerns55: Layers
}

/// The initial weights of the tutorials, drawn by NumPy.
@Suite struct InitialWeightsTests {
  private let vectors: Vectors

  init() throws {
    vectors = try RandomNumbersTests.vectors("rng_init.json", as: Vectors.self)
  }

  @Test func wordsOfTheGenerator() throws {
    var random = try RandomState(seed: 23455)
    // A width of 2³² is one word, unmasked.
    let words = try random.randint(low: 0, high: 1 << 32, count: vectors.seed23455Words.count)
    #expect(words == vectors.seed23455Words.map(Int.init))
  }

  @Test func doublesOfTheGenerator() throws {
    var random = try RandomState(seed: 23455)
    let doubles = try random.randomSample(count: vectors.seed23455Doubles.count)
    #expect(doubles == vectors.seed23455Doubles)
  }

  @Test func lenet() throws {
    try expectDraws(of: vectors.tutorialLayersInDrawOrder, seed: 23455)
  }

  @Test func smallLenet() throws {
    try expectDraws(of: vectors.testPyNkerns55.layers, seed: 23455)
  }

  @Test func multilayerPerceptron() throws {
    try expectDraws(of: [vectors.mlpSeed1234.hiddenLayer], seed: 1234)
  }

  @Test func colourImageExample() throws {
    try expectDraws(of: [vectors.rgbExample.weights], seed: 23455)
    var random = try RandomState(seed: 23455)
    let layer = vectors.rgbExample.weights
    let weights = try random.uniform(low: layer.low, high: layer.high, shape: layer.shape)
    #expect(weights == vectors.rgbExample.allWeights)
    #expect(try random.uniform(low: -0.5, high: 0.5, count: 2) == vectors.rgbExample.biases)
  }

  private func expectDraws(of layers: [Layer], seed: Int) throws {
    #expect(!layers.isEmpty)
    var random = try RandomState(seed: seed)
    for layer in layers {
      let values = try random.uniform(low: layer.low, high: layer.high, shape: layer.shape)
      let floats = values.map { Float($0) }
      #expect(values.count == layer.shape.reduce(1, *), "\(layer.name)")
      #expect(Array(values.prefix(16)) == layer.first16, "\(layer.name)")
      #expect(Array(values.suffix(4)) == layer.last4, "\(layer.name)")
      #expect(floats.prefix(4).map { Double($0) } == layer.first4F32, "\(layer.name)")
      #expect(sha256(values.map(\.bitPattern)) == layer.sha256F64Le, "\(layer.name)")
      #expect(sha256(floats.map(\.bitPattern)) == layer.sha256F32Le, "\(layer.name)")
    }
  }

  /// The hash of the bit patterns in little-endian order, in hexadecimal.
  private func sha256<Bits: FixedWidthInteger>(_ patterns: [Bits]) -> String {
    let bytes = patterns.map(\.littleEndian).withUnsafeBytes { Data($0) }
    return SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
  }
}
