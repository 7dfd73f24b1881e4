import Croton
import Testing

/// A network with dropout, and with noise on the images that it is trained on.
private struct NoisyNetwork: TrainableModel {
  var rate: Float = 0.5
  var noiseScale: Float = 0.5

  func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    var noise = RandomStream(seed: 5)
    let pixels = batch.images.flatten(2)
    let noisy = pixels + noiseScale * noise.uniform(pixels.shape ?? .scalar, from: -1, to: 1)
    let hidden = try HiddenLayer(
      "hidden", random: &random, input: inTraining(noisy, else: pixels), inputs: batch.exampleSize,
      outputs: 20)
    let output = try LogisticRegression(
      "output", input: noise.dropout(hidden.output, rate: rate), inputs: 20,
      classes: batch.classes)
    return ModelExpressions(output, batch: batch, parameters: hidden.parameters)
  }
}

/// What is measured: networks without what only training has, and every image once.
@Suite struct EvaluationTests {
  private func program(
    _ model: some TrainableModel, _ dataset: Dataset, batchSize: Int
  ) throws -> ModelProgram {
    try ModelProgram(model, dataset: dataset, options: TrainingOptions(batchSize: batchSize))
  }

  @Test func noiseAndDropoutAreOfTrainingAlone() throws {
    let dataset = try smallDigits(training: 40, validation: 60, test: 20)
    let noisy = try program(NoisyNetwork(), dataset, batchSize: 20)
    #expect(noisy.warnings.isEmpty)
    let plain = try program(NoisyNetwork(rate: 0, noiseScale: 0), dataset, batchSize: 20)
    let (compiled, reference) = (
      try noisy.compile(options: .testing()), try plain.compile(options: .testing())
    )
    // Two epochs: weights that start as zeros would give the same class for every image.
    let costs = try (0..<4).map { try compiled.trainStep(minibatch: $0 % 2) }
    #expect(try costs != (0..<4).map { try reference.trainStep(minibatch: $0 % 2) })
    for (target, source) in zip(plain.expressions.parameters, noisy.expressions.parameters) {
      try target.set(source.value)
    }
    for minibatch in 0..<3 {
      let error = try compiled.validationError(minibatch: minibatch)
      #expect(try compiled.validationError(minibatch: minibatch) == error)
      #expect(try reference.validationError(minibatch: minibatch) == error)
    }
    let images = try NDArray(
      shape: [20, 16], scalars: dataset.test.values.prefix(20 * 16).floats)
    let classes = try noisy.compilePrediction(options: .testing())(images)[
      noisy.expressions.predictions]
    #expect(
      try plain.compilePrediction(options: .testing())(images)[plain.expressions.predictions]
        == classes)
  }

  @Test func theLastMinibatchOfAnEvaluationMayBeIncomplete() throws {
    let dataset = try smallDigits(training: 40, validation: 47, test: 33)
    let program = try program(SoftmaxRegression(), dataset, batchSize: 10)
    #expect(program.batches.training == 4)
    #expect(program.batches.validation.count == 5)
    #expect(program.batches.test.count == 4)
    let compiled = try program.compile(options: .testing())
    for minibatch in 0..<4 { _ = try compiled.trainStep(minibatch: minibatch) }
    let predict = try program.compilePrediction(options: .testing())
    func wrongAnswers(_ data: LabeledExamples, _ images: Range<Int>) throws -> Int {
      var pixels = Array(data.values.floats[images.lowerBound * 16..<images.upperBound * 16])
      pixels += [Float](repeating: 0, count: 160 - pixels.count)
      let classes = try predict(NDArray(shape: [10, 16], scalars: pixels))[
        program.expressions.predictions]
      return zip(images, classes.scalars).count { data.labels[$0] != $1 }
    }
    var seen = 0
    for (data, batches, error) in [
      (dataset.validation, program.batches.validation, compiled.validationError),
      (dataset.test, program.batches.test, compiled.testError),
    ] {
      for minibatch in 0..<batches.count {
        let images = minibatch * 10..<minibatch * 10 + batches.examples(in: minibatch)
        let wrong = try wrongAnswers(data, images)
        seen += wrong
        #expect(try error(minibatch) == Double(wrong) / Double(images.count))
      }
    }
    #expect(seen > 0, "nothing wrong would be no test")
  }

  @Test func itIsSaidWhichImagesAreLeftOut() throws {
    let dataset = try smallDigits(training: 47, validation: 25, test: 20)
    #expect(
      try program(SoftmaxRegression(), dataset, batchSize: 10).unusedExamples.map(\.description)
        == [
          "the last 7 of 47 training examples fill no minibatch of 10 and are left out"
        ])
    #expect(try program(SoftmaxRegression(), dataset, batchSize: 1).unusedExamples.isEmpty)
  }

  @Test func aTutorialLeavesOutWhatFillsNoMinibatchOfItsOwn() throws {
    let dataset = try smallDigits(training: 47, validation: 25, test: 33)
    var options = TrainingOptions(batchSize: 10)
    options.tutorialBatchSize = 10
    let program = try ModelProgram(SoftmaxRegression(), dataset: dataset, options: options)
    #expect(program.batches.validation.count == 2)
    #expect(program.batches.test.count == 3)
    #expect(program.unusedExamples.map(\.count) == [7, 5, 3])
    options.tutorialBatchSize = 9
    #expect(
      try ModelProgram(SoftmaxRegression(), dataset: dataset, options: options)
        .batches.validation.count == 3)
  }
}
