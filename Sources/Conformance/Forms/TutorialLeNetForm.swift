import Croton
import Crypto
import Foundation

extension VectorForm {
  /// Whole training steps of the tutorial's LeNet from its own initial parameters, in summary.
  static let tutorialLeNet = VectorForm(
    fileName: "lenet_step_tutorial.json", marks: ["run_from_tutorial_init"]
  ) { file in
    let content = try file.decode(as: TutorialLeNet.self)
    let count = content.run_from_tutorial_init.count
    return [
      VectorCase("synthetic digits", check: { try content.digitsDifference() }),
      VectorCase("\(count) steps of training", content),
    ]
  }
}

private struct TutorialLeNet: Decodable, ProgramCase {
  private struct Digits: Decodable {
    let recipe: String
    let X_sum: Double
    let X_nonzero: Int
    let X_sha256_f64_le: String
    let y_first20: [Int32]
    let y_sum: Int32
  }

  private let what: String
  private let tolerance: Tolerances?
  private let data: Digits
  private let params: String
  let run_from_tutorial_init: [WantedStep]

  var tolerances: Tolerances { tolerance ?? .exact }

  private var digits: SyntheticDigits {
    get throws { try SyntheticDigits(recipe: data.recipe) }
  }

  func digitsDifference() throws -> String? {
    let digits = try digits
    let bytes = digits.pixels.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
    let hash = SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    return difference(digits.pixels.reduce(0, +), data.X_sum)
      ?? difference(digits.pixels.count { $0 != 0 }, data.X_nonzero)
      ?? difference(hash, data.X_sha256_f64_le)
      ?? difference(Array(digits.labels.prefix(data.y_first20.count)), data.y_first20)
      ?? difference(digits.labels.reduce(0, +), data.y_sum)
  }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    guard let seed = number(after: "RandomState(", in: params),
      let rate = number(after: "lr ", in: what)
    else {
      throw VectorFileError.malformed(
        place: "params", reason: "wanted a seed as RandomState(1), and a rate as lr 0.1 in 'what'")
    }
    guard let first = run_from_tutorial_init.first else { return [] }
    let digits = try digits
    let network = try LeNetSteps<Scalar>(
      LeNetSteps.Sizes(
        shapes: first.grads.mapValues(\.shape), batch: digits.labels.count,
        pixels: SyntheticDigits.side * SyntheticDigits.side, learningRate: rate, seed: Int(seed)),
      on: engine)
    let images = try NDArray(
      shape: [digits.labels.count, SyntheticDigits.side * SyntheticDigits.side],
      scalars: digits.pixels.map { Scalar($0) })
    return try run_from_tutorial_init.enumerated().flatMap { number, wanted in
      let found = try network.train(images, NDArray(digits.labels))
      return wanted.differences(from: found, tolerances[precision] ?? .exact, precision)
        .map { "step \(number): \($0)" }
    }
  }
}

/// Noise within a circle whose place and radius depend on the label, in black images whose pooling
/// windows tie.
private struct SyntheticDigits {
  static let side = 28

  let pixels: [Double]
  let labels: [Int32]

  /// - Parameter recipe: the formula of the file, of which the seed and the number of images count.
  init(recipe: String) throws {
    guard let seed = number(after: "RandomState(", in: recipe),
      let images = number(after: "random_sample((", in: recipe), images >= 0, images < 1e5
    else {
      throw VectorFileError.malformed(
        place: "data.recipe",
        reason: "wanted a seed and a size as RandomState(99).random_sample((500,784))")
    }
    let (side, count) = (Self.side, Int(images))
    var random = try RandomState(seed: Int(seed))
    var pixels = try random.randomSample(count: count * side * side)
      .map { (256 * $0).rounded(.down) / 256 }
    labels = (0..<count).map { Int32(7 * $0 % 10) }
    for image in 0..<count {
      let label = 7 * image % 10
      let centre = (row: 11 + label % 4 + image % 3, column: 10 + label / 2 + image / 3 % 3)
      let radius = 3 + label % 5
      for row in 0..<side {
        for column in 0..<side {
          let (down, right) = (row - centre.row, column - centre.column)
          if down * down + right * right > radius * radius {
            pixels[(image * side + row) * side + column] = 0
          }
        }
      }
    }
    self.pixels = pixels
  }
}
