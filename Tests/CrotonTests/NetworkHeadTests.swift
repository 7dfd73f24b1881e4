import Croton
import Testing

/// What networks are trained for: their costs beside those of PyTorch, and what they refuse.
@Suite struct NetworkHeadTests {
  private struct Headed<Head: NetworkHead>: TrainableModel {
    let head: Head
    var network: some Network { head }
  }

  /// The cost of a head whose scores are its inputs, and the gradient of the cost by its bias.
  private func cost(
    _ head: some NetworkHead, _ scores: NDArray<Float>, _ target: Batch.Target, _ given: Given
  ) throws -> (cost: Float, gradient: [Float]) {
    let x = Tensor<Float>.placeholder("x", shape: scores.shape)
    var random = try RandomState(seed: 1)
    let expressions = try Headed(head: head).expressions(
      Batch(inputs: x, target: target), random: &random)
    let (weights, bias) = (expressions.parameters[0], expressions.parameters[1])
    let extent = scores.shape[1]
    try weights.set(
      NDArray(
        shape: [extent, extent],
        scalars: (0..<extent * extent).map { $0 % (extent + 1) == 0 ? 1 : 0 }))
    let gradient = try gradient(of: expressions.cost, withRespectTo: [bias])[0]
    let outputs = try compile(
      inputs: [x], outputs: [expressions.cost, gradient], givens: [given], options: .testing())(
        scores)
    return (try outputs[expressions.cost].scalar ?? .nan, try outputs[gradient].scalars)
  }

  private func classes(_ labels: [Int32], of count: Int) -> (Batch.Target, Given) {
    let y = Tensor<Int32>.placeholder("y", shape: [labels.count])
    return (.classes(y, count: count), Given(y, Tensor.constant(NDArray(labels))))
  }

  private func numbers(_ values: NDArray<Float>) -> (Batch.Target, Given) {
    let y = Tensor<Float>.placeholder("y", shape: values.shape)
    return (.numbers(y, count: values.shape[1]), Given(y, Tensor.constant(values)))
  }

  /// The example of PyTorch's `MultiMarginLoss`: 0.25 * (0.3 + 0.4 + 0.6).
  @Test func theHingeLossIsPyTorchs() throws {
    let (target, given) = classes([3], of: 4)
    let one = try cost(
      HingeClassifier(), NDArray(shape: [1, 4], scalars: [0.1, 0.2, 0.4, 0.8]), target, given)
    #expect(abs(one.cost - 0.325) < 1e-6)
    #expect(one.gradient == [0.25, 0.25, 0.25, -0.75])
    // A class that is exactly a margin behind has no gradient.
    let (targets, givens) = classes([0, 1], of: 3)
    let two = try cost(
      HingeClassifier(classes: 3), NDArray(shape: [2, 3], scalars: [2, 1, 1.5, 5, 1, 0]), targets,
      givens)
    #expect(two.cost == 5.5 / 6)
    let share: Float = 1 / 6
    #expect(two.gradient == [0, -share, share])
  }

  @Test func theProbabilitiesAreTheSoftmaxOfTheScores() throws {
    let x = Tensor<Float>.placeholder("x", shape: [2, 3])
    let batch = Batch(
      inputs: x, target: .classes(.placeholder("y", shape: [2]), count: 3))
    func probabilities(_ head: some NetworkHead) throws -> [Float] {
      var random = try RandomState(seed: 1)
      let expressions = try Headed(head: head).expressions(batch, random: &random)
      let predict = try compile(
        inputs: [x], outputs: [expressions.probabilities], mode: .evaluation, options: .testing())
      let rows = try NDArray<Float>(shape: [2, 3], scalars: [1, 2, 3, 3, 0, 0])
      return try predict(rows)[expressions.probabilities].scalars
    }
    #expect(try probabilities(HingeClassifier()) == probabilities(SoftmaxClassifier()))
  }

  /// `MSELoss` and `L1Loss` of PyTorch.
  @Test func theRegressionLossesArePyTorchs() throws {
    let predictions = try NDArray<Float>(shape: [2, 2], scalars: [1, 2, 3, 4])
    let (target, given) = numbers(try NDArray(shape: [2, 2], scalars: [0, 4, 3, 1]))
    let squared = try cost(LinearRegression(), predictions, target, given)
    #expect(squared.cost == 3.5)
    #expect(squared.gradient == [0.5, 0.5])
    let absolute = try cost(
      LinearRegression(outputs: 2, loss: .meanAbsoluteError), predictions, target, given)
    #expect(absolute.cost == 1.5)
    #expect(absolute.gradient == [0.25, 0])
  }

  /// Targets of 100,000 are learnt like numbers around 1, and predicted in their own units.
  @Test(arguments: [true, false]) func regressionStandardisesTargets(isStandardized: Bool) throws {
    let statistics = TrainingSetStatistics(
      inputs: { Standardization(mean: [], standardDeviation: []) },
      components: { PrincipalComponents(mean: [], variances: [], vectors: []) },
      targets: { Standardization(mean: [100_000, 3], standardDeviation: [20_000, 0]) })
    let y = Tensor<Float>.placeholder("y", shape: [1, 2])
    let batch = Batch(
      inputs: .placeholder("x", shape: [1, 3]), target: .numbers(y, count: 2),
      statistics: statistics)
    var random = try RandomState(seed: 1)
    let head = LinearRegression(standardizesTargets: isStandardized, name: "line")
    let expressions = try Headed(head: head).expressions(batch, random: &random)
    for parameter in expressions.parameters {
      try parameter.set(NDArray(repeating: 0, shape: parameter.value.shape))
    }
    guard case .numbers(let numbers) = expressions.prediction else { return }
    let function = try compile(
      inputs: [batch.inputs, y], outputs: [numbers, expressions.cost], options: .testing())
    let outputs = try function(
      NDArray<Float>(repeating: 1, shape: [1, 3]),
      NDArray<Float>(shape: [1, 2], scalars: [140_000, 5]))
    let expected: [Float] = isStandardized ? [100_000, 3] : [0, 0]
    #expect(try outputs[numbers].scalars == expected)
    // (2 ** 2 + 2 ** 2) / 2, or the means of the squares of the numbers themselves.
    let cost: Float = isStandardized ? 4 : (1.96e10 + 25) / 2
    #expect(try outputs[expressions.cost].scalars == [cost])
    #expect(
      expressions.statistics.map(\.name) == (isStandardized ? ["line.mean", "line.deviation"] : []))
  }

  @Test func regressionPredictsNumbers() throws {
    var random = try RandomState(seed: 1)
    let expressions = try Headed(head: LinearRegression(name: "line")).expressions(
      Batch(
        inputs: .placeholder("x", shape: [5, 3]),
        target: .numbers(.placeholder("y", shape: [5, 2]), count: 2)), random: &random)
    guard case .numbers(let numbers) = expressions.prediction else {
      Issue.record("\(expressions.prediction)")
      return
    }
    #expect(numbers.shape == [5, 2])
    #expect(expressions.parameters.map(\.name) == ["line.W", "line.b"])
  }

  @Test func whatIsLearntIsKnownBeforeTheData() {
    #expect(Headed<LinearRegression>.NetworkBody.task == .regression)
    #expect(Headed<SoftmaxClassifier>.NetworkBody.task == .classification)
    #expect(Headed<HingeClassifier>.NetworkBody.task == .classification)
  }

  @Test func headsRefuseWhatTheyCannotLearn() {
    func message(_ head: some NetworkHead, _ target: Batch.Target) -> String {
      errorText {
        var random = try RandomState(seed: 1)
        let x = Tensor<Float>.placeholder("x", shape: [2, 3])
        _ = try Headed(head: head).expressions(Batch(inputs: x, target: target), random: &random)
      }.split(separator: "error: ").last.map(String.init) ?? ""
    }
    let numbers = Batch.Target.numbers(.placeholder("y", shape: [2, 1]), count: 1)
    let classes = Batch.Target.classes(.placeholder("y", shape: [2]), count: 4)
    #expect(
      message(SoftmaxClassifier(), numbers)
        == "'softmaxClassifier1': the data has numbers as targets; expected classes")
    #expect(
      message(HingeClassifier(), numbers)
        == "'hingeClassifier1': the data has numbers as targets; expected classes")
    #expect(
      message(HingeClassifier(classes: 3), classes)
        == "'hingeClassifier1': the data has 4 classes; expected 3")
    #expect(
      message(LinearRegression(), classes)
        == "'linearRegression1': the data has classes as targets; expected numbers")
    #expect(
      message(LinearRegression(outputs: 2), numbers)
        == "'linearRegression1': the data has 1 targets for each example; expected 2")
    #expect(
      message(SoftmaxClassifier(labelSmoothing: 1), classes)
        == "'softmaxClassifier1': the label smoothing is 1.0; expected at least 0 and less than 1")
  }

  @Test(arguments: [false, true]) func headsMayStandInConditions(isSmooth: Bool) throws {
    struct Chosen: TrainableModel {
      let isSmooth: Bool
      var network: some Network {
        Flatten()
        if isSmooth {
          Dense(5, name: "hidden")
          SoftmaxClassifier(labelSmoothing: 0.1, name: "smooth")
        } else {
          SoftmaxClassifier(name: "plain")
        }
      }
    }
    var random = try RandomState(seed: 1)
    let expressions = try Chosen(isSmooth: isSmooth).expressions(
      Batch(
        images: .placeholder("x", shape: [2, 1, 2, 2]), labels: .placeholder("y", shape: [2]),
        classes: 3), random: &random)
    #expect(
      expressions.layers.map(\.name)
        == (isSmooth ? ["flatten1", "hidden", "smooth"] : ["flatten1", "plain"]))
    #expect(Chosen.NetworkBody.task == .classification)
  }
}
