import Foundation
import Frontend
import RandomNumbers
import Toolchain

extension VectorForm {
  /// Whole training steps of the tutorial's LeNet from its own initial parameters, in summary.
  static let tutorialLeNet = VectorForm(
    fileName: "lenet_step_tutorial.json", marks: ["run_from_tutorial_init"],
    remarks: ["note_step0", "tie_note"]
  ) { file in
    try file.decode(as: TutorialLeNetFile.self).vectorCases
  }
}

private struct TutorialLeNetFile: Decodable {
  private let what: String?
  private let tolerance: Tolerances?
  private let data: Attempt<DigitsSummary>?
  private let params: String?
  private let run_from_tutorial_init: Attempt<[ExpectedStep]>?

  var vectorCases: [VectorCase] {
    data.vectorCases { data in
      [VectorCase("synthetic digits", check: { try data.difference() })]
    }
      + run_from_tutorial_init.vectorCases { steps in
        let name = "\(steps.count) steps of training"
        let parts: [(String, Any?)] = [("what", what), ("data", data), ("params", params)]
        guard let what, let data, let params else {
          return [VectorCase(name, lacking: parts.filter { $0.1 == nil }.map(\.0))]
        }
        return [
          VectorCase(
            name,
            TutorialLeNet(
              what: what, tolerances: tolerance ?? .exact, data: try data.content.get(),
              params: params, steps: steps))
        ]
      }
  }
}

/// How the images and labels are made, and what they come to.
private struct DigitsSummary: Decodable, Sendable {
  private let recipe: String
  private let X_sum: Double?
  private let X_nonzero: Int?
  private let X_sha256_f64_le: String?
  private let y_first20: [Int32]?
  private let y_sum: Int32?

  var digits: SyntheticDigits {
    get throws { try SyntheticDigits(recipe: recipe) }
  }

  func difference() throws -> String? {
    let digits = try digits
    let bytes = digits.pixels.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }
    let hash = try SHA256Digest(of: bytes).hexText
    return X_sum.flatMap { Conformance.difference(digits.pixels.reduce(0, +), $0) }
      ?? X_nonzero.flatMap { Conformance.difference(digits.pixels.count { $0 != 0 }, $0) }
      ?? X_sha256_f64_le.flatMap { Conformance.difference(hash, $0) }
      ?? y_first20.flatMap { Conformance.difference(Array(digits.labels.prefix($0.count)), $0) }
      ?? y_sum.flatMap { Conformance.difference(digits.labels.reduce(0, +), $0) }
  }
}

private struct TutorialLeNet: ProgramCase {
  let what: String
  let tolerances: Tolerances
  let data: DigitsSummary
  let params: String
  let steps: [ExpectedStep]

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    guard let seed = number(after: "RandomState(", in: params),
      let rate = number(after: "lr ", in: what)
    else {
      throw VectorFileError.malformed(
        place: "params", reason: "expected a seed as RandomState(1), and a rate as lr 0.1 in 'what'"
      )
    }
    guard let first = steps.first else { return [] }
    let digits = try data.digits
    let network = try LeNetSteps<Scalar>(
      LeNetSteps.Sizes(
        shapes: first.shapes, batch: digits.labels.count,
        pixels: SyntheticDigits.side * SyntheticDigits.side, learningRate: rate, seed: Int(seed)),
      on: engine)
    let images = try NDArray(
      shape: [digits.labels.count, SyntheticDigits.side * SyntheticDigits.side],
      scalars: digits.pixels.map { Scalar($0) })
    return try steps.enumerated().flatMap { number, expected in
      let found = try network.train(images, NDArray(digits.labels))
      return expected.differences(from: found, tolerances[precision] ?? .exact, precision)
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
        reason: "expected a seed and a size as RandomState(99).random_sample((500,784))")
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
