import Frontend

extension VectorForm {
  /// Whole training steps of a small LeNet.
  static let smallLeNet = VectorForm(
    fileName: "lenet_step_small.json", marks: ["steps"], remarks: ["tie_note"]
  ) { file in
    try file.decode(as: SmallLeNetFile.self).vectorCases
  }
}

private struct SmallLeNetFile: Decodable {
  private let tolerance: Tolerances?
  private let learning_rate: Double?
  private let batch: Int?
  private let params: Attempt<[String: GivenArray]>?
  private let x: Attempt<GivenArray>?
  private let y: Attempt<[Int32]>?
  private let steps: Attempt<[ExpectedStep]>?

  var vectorCases: [VectorCase] {
    steps.vectorCases { steps in
      let name = "\(steps.count) steps of training"
      let parts: [(String, Any?)] = [
        ("learning_rate", learning_rate), ("params", params), ("x", x), ("y", y),
      ]
      guard let learning_rate, let params, let x, let y else {
        return [VectorCase(name, lacking: parts.filter { $0.1 == nil }.map(\.0))]
      }
      let labels = try y.content.get()
      if let batch, batch != labels.count {
        throw VectorFileError.malformed(
          place: "batch", reason: "expected the number of labels, \(labels.count), got \(batch)")
      }
      return [
        VectorCase(
          name,
          SmallLeNet(
            tolerances: tolerance ?? .exact, learning_rate: learning_rate,
            params: try params.content.get(), x: try x.content.get(), y: labels, steps: steps))
      ]
    }
  }
}

private struct SmallLeNet: ProgramCase {
  let tolerances: Tolerances
  let learning_rate: Double
  let params: [String: GivenArray]
  let x: GivenArray
  let y: [Int32]
  let steps: [ExpectedStep]

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    guard x.shape.rank == 2 else {
      throw VectorFileError.malformed(place: "x", reason: "expected an array of rank 2")
    }
    let network = try LeNetSteps<Scalar>(
      LeNetSteps.Sizes(
        shapes: params.mapValues(\.shape), batch: y.count, pixels: x.shape[1],
        learningRate: learning_rate, seed: 0), on: engine)
    try network.set(params)
    let images = try x.array(of: type)
    return try steps.enumerated().flatMap { number, expected in
      let found = try network.train(images, NDArray(y))
      return expected.differences(from: found, tolerances[precision] ?? .exact, precision)
        .map { "step \(number): \($0)" }
    }
  }
}
