import Croton
import TestSupport

/// The layers of the tutorials, with numbers of any size.
struct RandomTutorialLayers {
  private static let extents = [0, 1, 2, 3, 4, 8, -1, 1 << 45, 1 << 62, .max, .min]
  var generator: SeededGenerator

  private mutating func bool() -> Bool { .random(using: &generator) }
  private mutating func int(_ range: ClosedRange<Int>) -> Int {
    .random(in: range, using: &generator)
  }
  private mutating func extent(_ usual: Int) -> Int {
    int(0...2) > 0 ? usual : Self.extents.randomElement(using: &generator) ?? usual
  }
  private mutating func activation() -> Activation {
    Activation.allCases.randomElement(using: &generator) ?? .none
  }

  /// A tensor of a value that the layer's input may be.
  private mutating func input(_ usual: Shape) throws -> Tensor<Float> {
    let shape = int(0...3) > 0 ? usual : [Shape.scalar, [0], [3], [2, 0, 4], [1, 1]][int(0...4)]
    return .constant(try NDArray(repeating: 1, shape: shape))
  }
  private mutating func labels() -> Tensor<Int64> {
    .constant(NDArray([Int64](repeating: Int64(extent(1)), count: int(0...3) > 0 ? 2 : 3)))
  }

  /// An output of a random layer.
  mutating func output() throws -> Tensor<Float> {
    var random = try RandomState(seed: int(0...100))
    switch int(0...6) {
    case 0:
      let table: [[Int]]? = bool() ? nil : [[0], [extent(1)], []]
      return try ConvolutionLayer(
        "c", random: &random, input: input([2, 2, 6, 6]), inputMaps: extent(2),
        outputMaps: extent(table == nil ? 4 : 3), connections: table, extent: extent(3)
      ).output
    case 1:
      return try HiddenLayer(
        "h", random: &random, input: input([2, 5]), inputs: extent(5), outputs: extent(3),
        W: int(0...4) > 0 ? nil : Shared("W", NDArray([1, 2])),
        b: int(0...4) > 0 ? nil : Shared("b", NDArray([1, 2])), activation: activation()
      ).output
    case 2:
      let modes: [Pooling.Mode] = [.max, .sum, .averageIncludingPadding, .averageExcludingPadding]
      let usual = [4, 2, 3, 3].map { extent($0) }
      return try LeNetConvPoolLayer(
        "l", random: &random, input: input([2, 2, 6, 6]),
        filterShape: Shape(Array(usual.prefix(int(0...4) > 0 ? 4 : int(0...3)))),
        poolSize: (extent(2), extent(2)), poolMode: modes[int(0...3)], activation: activation()
      ).output
    case 3:
      let layer = try LogisticRegression(
        "r", input: input([2, 5]), inputs: extent(5), classes: extent(3))
      let labels = labels()
      return layer.negativeLogLikelihood(labels) + layer.errors(labels)
    case 4:
      let centers = try NDArray<Float>(
        repeating: 1, shape: bool() ? [3, 5] : [[3], [0, 5]][int(0...1)])
      let layer = RadialBasisLayer("b", input: try input([2, 5]), centers: centers)
      let labels = labels()
      return layer.meanSquaredError(labels) + layer.errors(labels)
        + layer.maximumAPosteriori(labels, j: bool() ? 0.1 : .nan)
    case 5:
      return try SubsamplingLayer(
        "s", random: &random, input: input([2, 2, 6, 6]), maps: extent(2)
      ).output
    default:
      return try input([2, 5]).squashed()
    }
  }
}
