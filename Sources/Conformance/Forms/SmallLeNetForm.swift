import Croton

extension VectorForm {
  /// Whole training steps of a small LeNet.
  static let smallLeNet = VectorForm(
    fileName: "lenet_step_small.json", marks: ["steps"]
  ) { file in
    let content = try file.decode(as: SmallLeNet.self)
    return [VectorCase("\(content.steps.count) steps of training", content)]
  }
}

private struct SmallLeNet: Decodable, ProgramCase {
  private let tolerance: Tolerances?
  private let learning_rate: Double
  private let params: [String: GivenArray]
  private let x: GivenArray
  private let y: [Int32]
  let steps: [WantedStep]

  var tolerances: Tolerances { tolerance ?? .exact }

  func differences<Scalar: FloatingPointTensorScalar>(
    in type: Scalar.Type, _ precision: Precision, on engine: Engine
  ) throws -> [String] {
    guard x.shape.rank == 2 else {
      throw VectorFileError.malformed(place: "x", reason: "wanted an array of rank 2")
    }
    let network = try LeNetSteps<Scalar>(
      LeNetSteps.Sizes(
        shapes: params.mapValues(\.shape), batch: y.count, pixels: x.shape[1],
        learningRate: learning_rate, seed: 0), on: engine)
    try network.set(params)
    let images = try x.array(of: type)
    return try steps.enumerated().flatMap { number, wanted in
      let found = try network.train(images, NDArray(y))
      return wanted.differences(from: found, tolerances[precision] ?? .exact, precision)
        .map { "step \(number): \($0)" }
    }
  }
}
