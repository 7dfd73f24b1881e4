import Croton
import Testing

/// A network of two hidden layers, wrong as a test has it.
private struct TwoLayers: TrainableModel {
  var names = ("first", "second")
  var parameters: @Sendable (HiddenLayer<Float>, HiddenLayer<Float>) -> [Shared<Float>] = {
    $0.parameters + $1.parameters
  }
  var change: @Sendable (Tensor<Float>) throws -> Tensor<Float> = { $0 }

  static let firstLine = #line + 5
  static let classifierLine = #line + 11

  func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    let pixels = batch.images.flatten(2)
    let first = try HiddenLayer(
      names.0, random: &random, input: pixels, inputs: batch.exampleSize, outputs: 3)
    let second = try HiddenLayer(
      names.1, random: &random, input: change(first.output), inputs: 3, outputs: 4)
    let output = try LogisticRegression(
      "output", input: second.output, inputs: 4, classes: batch.classes)
    let listed = parameters(first, second)
    return ModelExpressions(output, batch: batch, parameters: listed)
  }
}

/// What is said about a model as a whole before it is trained.
@Suite struct ModelCheckTests {
  private func program(_ model: some TrainableModel) throws -> ModelProgram {
    try ModelProgram(
      model, dataset: smallDigits(training: 4, validation: 4, test: 4),
      options: TrainingOptions(batchSize: 2))
  }

  private func message(_ model: some TrainableModel) -> String {
    do {
      _ = try program(model)
      return "nothing thrown"
    } catch { return "\(error)" }
  }

  private let file = #fileID

  @Test func layersHaveNamesOfTheirOwn() {
    let (first, second) = (TwoLayers.firstLine, TwoLayers.firstLine + 2)
    #expect(
      message(TwoLayers(names: ("hidden", "hidden")))
        == ["W", "b"].map {
          """
          \(file):\(second): error: two parameters are called 'hidden.\($0)'; expected a name of its \
          own for each, by which they are saved
          \(file):\(first): note: the other one is made here
          """
        }.joined(separator: "\n"))
  }

  @Test func parametersAreListedOnce() {
    let model = TwoLayers(parameters: { $0.parameters + $1.parameters + [$0.b] })
    #expect(
      message(model) == """
        \(file):\(TwoLayers.classifierLine): error: the parameter 'first.b' is listed twice; \
        expected each parameter once
        \(file):\(TwoLayers.firstLine): note: it is made here
        """)
  }

  @Test func aParameterThatIsNotListedIsNamed() throws {
    let model = TwoLayers(parameters: { first, second in [first.W] + second.parameters })
    #expect(
      try program(model).warnings.map(\.description) == [
        """
        \(file):\(TwoLayers.firstLine): warning: the cost depends on 'first.b', which is none of \
        the parameters: training leaves it as it is. Add it to the parameters, or read it through \
        stopGradient where it is a constant
        """
      ])
  }

  @Test func constantsAreReadThroughStopGradient() throws {
    let scale = Shared("scale", NDArray<Float>([1, 2, 3]))
    let model = TwoLayers(change: { $0 * stopGradient(scale) })
    #expect(try program(model).warnings.isEmpty)
    #expect(try program(TwoLayers(change: { $0 * scale })).warnings.count == 1)
    #expect(try program(SoftmaxRegression()).warnings.isEmpty)
  }

  @Test func aParameterWithoutGradientIsTheModelsError() throws {
    let loose = Shared("loose", NDArray<Float>([1, 2, 3]))
    let model = TwoLayers(parameters: { $0.parameters + $1.parameters + [loose] })
    #expect(message(model).hasPrefix("\(file):\(TwoLayers.classifierLine): error: gradient: "))
  }

  @Test func randomNumbersOfAnEvaluationAreNamed() throws {
    let line = #line + 3
    let model = TwoLayers(change: { output in
      var noise = RandomStream(seed: 1)
      let numbers: Tensor<Float> = noise.uniform(output.shape ?? .scalar)
      return output + numbers
    })
    #expect(
      try program(model).warnings.map(\.description) == [
        """
        \(file):\(line): warning: 'validate' draws random numbers, so that its results change from \
        call to call. Where only training is to have them, write inTraining(…, else: …)
        """
      ])
  }
}
