import Croton
import TestSupport
import Testing

/// The gradient check of whole networks, as `gradcheck` makes it.
@Suite struct ModelGradientCheckTests {
  /// Two convolutions with ReLU, max-pooling, a hidden layer with ReLU, and a softmax: some hundred
  /// thousand kinks, of which a step of any size may cross some.
  private struct RectifiedNet: TrainableModel {
    /// Whether half of the gradient by the filters of the second layer goes astray.
    var isWrong = false

    func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
      let first = try rectified("c1", batch.images, [32, batch.channels, 3, 3], &random)
      let second = try rectified("c2", first.output, [64, 32, 3, 3], &random, isWrong: isWrong)
      let features = second.output.maxPool2d((2, 2)).flatten(2)
      let hidden = try HiddenLayer(
        "hidden", random: &random, input: features, inputs: features.shape?.extents.last ?? 0,
        outputs: 128, activation: .relu)
      let top = try LogisticRegression(
        "top", input: hidden.output, inputs: 128, classes: batch.classes)
      return ModelExpressions(
        top, batch: batch, parameters: [first.W, first.b, second.W, second.b] + hidden.parameters)
    }

    private func rectified(
      _ name: String, _ input: Tensor<Float>, _ shape: [Int], _ random: inout RandomState,
      isWrong: Bool = false
    ) throws -> (output: Tensor<Float>, W: Shared<Float>, b: Shared<Float>) {
      let bound = (6 / Double(shape[1...].reduce(1, *))).squareRoot()
      let draws = try random.uniform(low: -bound, high: bound, shape: shape)
      let W = Shared(
        "\(name).W", try NDArray(shape: Shape(shape), scalars: draws.map { Float($0) }))
      let b = Shared("\(name).b", try NDArray<Float>(repeating: 0, shape: [shape[0]]))
      let filters = isWrong ? 0.5 * W + stopGradient(0.5 * W) : W.tensor
      let sums = conv2d(input, filters: filters) + b.dimshuffle(nil, 0, nil, nil)
      return (sums.relu(), W, b)
    }
  }

  private func report(_ model: RectifiedNet, seed: Int) throws -> GradientReport {
    try ModelGradientCheck(
      model: model, data: .embeddedMNIST, seed: seed, compileOptions: .testing()
    ).run()
  }

  @Test(arguments: Soak.isOn ? [1, 3] : [3]) func rightGradientsOfARectifiedNetworkPass(seed: Int)
    throws
  {
    let report = try report(RectifiedNet(), seed: seed)
    #expect(report.isPassed, "\(report)")
  }

  @Test func aWrongGradientOfARectifiedNetworkFails() throws {
    let report = try report(RectifiedNet(isWrong: true), seed: 1)
    #expect(report.mistakes.count == 1)
    #expect(
      report.mistakes.first?.hasPrefix(
        "the gradient by 'c2.W' differs from finite differences by a relative error of 5.0e-01;")
        == true, "\(report)")
  }
}
