import Croton
import Foundation
import Testing

/// Each optimiser over several steps, compared with its formulas in plain Double.
@Suite struct OptimizerTests {
  /// One number of a parameter, and what a reference remembers of it.
  private struct Reference {
    var parameter: Double
    var velocity = 0.0
    var mean = 0.0
    var meanSquare = 0.0

    init(_ parameter: Double) { self.parameter = parameter }
  }

  /// A step of a reference: it gets the gradient, the rate and the number of the step, from 1.
  private typealias Rule = (inout Reference, Double, Double, Int) -> Void

  private static let start: [Double] = [0.5, -1.25, 2, 0, 3.5, -0.125]
  private static let slopes: [Double] = [1, -2, 0.5, 3, -0.25, 0.75]

  /// The gradient of the cost below, by hand: `d/dp sum(slopes * p ** 2 / 2 + p ** 3 / 6)`.
  private static func slope(_ parameter: Double, _ index: Int) -> Double {
    slopes[index] * parameter + parameter * parameter / 2
  }

  private func cost(_ p: Shared<Double>, slopes: NDArray<Double>) -> Tensor<Double> {
    (Tensor.constant(slopes) * p * p / 2 + p * p * p / 6).sum()
  }

  /// Compares six steps of the optimiser with the reference, on a matrix and on a vector; weight
  /// decay, if there is any, is for the matrix.
  private func compare(
    _ optimizer: some Optimizer, rate: (Int) -> Double = { _ in 0.05 }, rule: Rule,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    for shape: Shape in [[2, 3], [6]] {
      let p = Shared("p", try NDArray(shape: shape, scalars: Self.start))
      let cost = cost(p, slopes: try NDArray(shape: shape, scalars: Self.slopes))
      var state = OptimizerState<Double>()
      let updates = try optimizer.updates(
        of: [p], gradients: gradient(of: cost, withRespectTo: [p]), state: &state)
      let step = try function("step", outputs: [cost], updates: updates)

      var references = Self.start.map(Reference.init)
      let decay = shape.rank == 2 && !optimizer.isWeightDecayDecoupled ? optimizer.weightDecay : 0
      for number in 1...6 {
        try step()
        for index in references.indices {
          let slope =
            Self.slope(references[index].parameter, index)
            + decay * references[index].parameter
          rule(&references[index], slope, rate(number - 1), number)
        }
        for (found, expected) in zip(p.value.scalars, references.map(\.parameter)) {
          #expect(
            abs(found - expected) <= 1e-13 * max(1, abs(expected)), "step \(number), \(shape)",
            sourceLocation: sourceLocation)
        }
      }
    }
  }

  @Test func sgd() throws {
    let rule: Rule = { p, slope, rate, _ in p.parameter -= rate * slope }
    try compare(SGD(learningRate: 0.05), rule: rule)
    try compare(SGD(learningRate: 0.05, weightDecay: 0.1), rule: rule)
  }

  @Test(arguments: [0, 0.9]) func momentum(share: Double) throws {
    let rule: Rule = { p, slope, rate, _ in
      p.velocity = share * p.velocity - rate * slope
      p.parameter += p.velocity
    }
    try compare(Momentum(learningRate: 0.05, momentum: share), rule: rule)
    try compare(Momentum(learningRate: 0.05, momentum: share, weightDecay: 0.01), rule: rule)
  }

  @Test(arguments: [0, 0.9]) func nesterov(share: Double) throws {
    let rule: Rule = { p, slope, rate, _ in
      p.velocity = share * p.velocity - rate * slope
      p.parameter += share * p.velocity - rate * slope
    }
    try compare(Nesterov(learningRate: 0.05, momentum: share), rule: rule)
    try compare(Nesterov(learningRate: 0.05, momentum: share, weightDecay: 0.01), rule: rule)
  }

  @Test func rmsProp() throws {
    let rule: Rule = { p, slope, rate, _ in
      p.meanSquare = 0.8 * p.meanSquare + 0.2 * slope * slope
      p.parameter -= rate * slope / (p.meanSquare + 1e-4).squareRoot()
    }
    try compare(RMSProp(learningRate: 0.05, rho: 0.8, epsilon: 1e-4), rule: rule)
    try compare(
      RMSProp(learningRate: 0.05, rho: 0.8, epsilon: 1e-4, weightDecay: 0.3), rule: rule)
  }

  private func adamDirection(_ reference: inout Reference, _ slope: Double, _ step: Int) -> Double {
    reference.mean = 0.8 * reference.mean + 0.2 * slope
    reference.meanSquare = 0.95 * reference.meanSquare + 0.05 * slope * slope
    let mean = reference.mean / (1 - pow(0.8, Double(step)))
    let meanSquare = reference.meanSquare / (1 - pow(0.95, Double(step)))
    return mean / (meanSquare.squareRoot() + 1e-6)
  }

  @Test func adam() throws {
    let rule: Rule = { p, slope, rate, step in
      p.parameter -= rate * adamDirection(&p, slope, step)
    }
    try compare(Adam(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6), rule: rule)
    try compare(
      Adam(learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.3), rule: rule
    )
  }

  @Test func adamWithoutMemory() throws {
    let rule: Rule = { p, slope, rate, _ in
      p.parameter -= rate * slope / (abs(slope) + 1e-6)
    }
    try compare(Adam(learningRate: 0.05, beta1: 0, beta2: 0, epsilon: 1e-6), rule: rule)
  }

  @Test func adamWDecaysBesideTheMoments() throws {
    let p = Shared("p", try NDArray(shape: [2, 3], scalars: Self.start))
    let b = Shared("b", NDArray(Self.start))
    let cost =
      cost(p, slopes: try NDArray(shape: [2, 3], scalars: Self.slopes))
      + cost(b, slopes: NDArray(Self.slopes))
    var state = OptimizerState<Double>()
    let optimizer = AdamW(
      learningRate: 0.05, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.3)
    let updates = try optimizer.updates(
      of: [p, b], gradients: gradient(of: cost, withRespectTo: [p, b]), state: &state)
    let step = try function("step", updates: updates)
    var weights = Self.start.map(Reference.init)
    var biases = weights
    for number in 1...6 {
      try step()
      for index in weights.indices {
        let decay = 0.3 * weights[index].parameter
        let slope = Self.slope(weights[index].parameter, index)
        weights[index].parameter -= 0.05 * (adamDirection(&weights[index], slope, number) + decay)
        let biasSlope = Self.slope(biases[index].parameter, index)
        biases[index].parameter -= 0.05 * adamDirection(&biases[index], biasSlope, number)
      }
      for (found, expected) in zip(p.value.scalars + b.value.scalars, weights + biases) {
        #expect(abs(found - expected.parameter) <= 1e-12)
      }
    }
  }

  @Test func schedules() throws {
    let rule: Rule = { p, slope, rate, _ in p.parameter -= rate * slope }
    func check(_ schedule: LearningRate.Schedule, _ factor: (Double) -> Double) throws {
      for count in 0..<6 {
        let value = LearningRate(0.05, schedule).value(afterSteps: count)
        #expect(abs(value - 0.05 * factor(Double(count))) < 1e-15, "\(schedule), \(count) steps")
      }
      try compare(
        SGD(learningRate: LearningRate(0.05, schedule)), rate: { 0.05 * factor(Double($0)) },
        rule: rule)
    }
    try check(.constant) { _ in 1 }
    try check(.inverseTime(decay: 0.5)) { 1 / (1 + 0.5 * $0) }
    try check(.step(factor: 0.5, every: 2)) { pow(0.5, ($0 / 2).rounded(.down)) }
    try check(.exponential(factor: 0.5, every: 2)) { pow(0.5, $0 / 2) }
    try check(.exponential(factor: 0.9)) { pow(0.9, $0) }
    // The last two steps are beyond its end.
    try check(.geometric(last: 0.8, steps: 4)) { pow(16, $0 / 4) }
    try check(.cosine(steps: 4)) { (1 + cos(.pi * min($0, 4) / 4)) / 2 }
  }

  @Test func aScheduleAndAdamCountTheSameSteps() throws {
    let p = Shared("p", NDArray(Self.start))
    let cost = cost(p, slopes: NDArray(Self.slopes))
    var state = OptimizerState<Double>()
    let updates = try Adam(learningRate: LearningRate(0.05, .inverseTime(decay: 0.5))).updates(
      of: [p], gradients: gradient(of: cost, withRespectTo: [p]), state: &state)
    let step = try function("step", updates: updates)
    for _ in 0..<3 { try step() }
    #expect(state.steps?.value.scalar == 3)
    #expect(state.arrays.map(\.name) == ["p.mean", "p.mean_square"])
  }

  /// What is remembered is all there is: with it, training goes on as if it had not stopped.
  @Test func theStateCanBeSavedAndSetAgain() throws {
    func make() throws -> (Shared<Float>, OptimizerState<Float>, Function) {
      let p = Shared("p", NDArray(Self.start.map(Float.init)))
      let cost = (p * p * p).sum()
      var state = OptimizerState<Float>()
      let updates = try Adam(learningRate: LearningRate(0.01, .cosine(steps: 10))).updates(
        of: [p], gradients: gradient(of: cost, withRespectTo: [p]), state: &state)
      return (p, state, try function("step", updates: updates))
    }
    let (p, state, step) = try make()
    for _ in 0..<3 { try step() }
    let (q, other, again) = try make()
    try q.set(p.value)
    for (array, saved) in zip(other.arrays, state.arrays) { try array.set(saved.value) }
    try #require(other.steps).set(#require(state.steps).value)
    for _ in 0..<4 {
      try step()
      try again()
    }
    #expect(q.value == p.value)
  }

  /// Without a schedule, decay or momentum it is what the tutorials write down.
  @Test func plainDescentIsTheTutorials() throws {
    func graph(_ updates: (Shared<Float>, Tensor<Float>) throws -> [Update]) throws -> String {
      let p = Shared("p", NDArray(Self.start.map(Float.init)))
      let slopes = try gradient(of: (p * p * p).sum(), withRespectTo: [p])
      return try function("step", updates: updates(p, slopes[0])).generated.graph.description
    }
    let written = try graph { p, gradient in [Update(p, to: p - 0.1 * gradient)] }
    let built = try graph { p, gradient in
      var state = OptimizerState<Float>()
      defer { #expect(state.arrays.isEmpty && state.steps == nil) }
      return try SGD(learningRate: 0.1).updates(of: [p], gradients: [gradient], state: &state)
    }
    #expect(built == written)
  }

  @Test func penaltiesAreForWeights() throws {
    let W = Shared("W", try NDArray<Double>(shape: [2, 2], scalars: [1, -2, 3, -4]))
    let V = Shared("V", try NDArray<Double>(shape: [1, 2], scalars: [-0.5, 0.5]))
    let b = Shared("b", NDArray<Double>([100, -100]))
    let (l1, l2) = (l1Norm(of: [W, b, V]), squaredL2Norm(of: [W, b, V]))
    let nothing = l1Norm(of: [b])
    let result = try function(outputs: [l1, l2, nothing])()
    #expect(try result[l1].scalar == 11)
    #expect(try result[l2].scalar == 30.5)
    #expect(try result[nothing].scalar == 0)
    let slopes = try gradient(of: l1 + l2, withRespectTo: [W])
    #expect(try function(outputs: slopes)()[slopes[0]].scalars == [3, -5, 7, -9])
  }

  @Test(arguments: [
    (
      SGD(learningRate: -1.0) as any Optimizer,
      "the learning rate must be a positive number within single precision, but -1.0 was given"
    ),
    (
      SGD(weightDecay: .infinity),
      "the weight decay must be at least 0 and within single precision, but inf was given"
    ),
    (Momentum(momentum: 1), "the momentum must be at least 0 and less than 1, but 1.0 was given"),
    (
      Nesterov(momentum: -0.1),
      "the momentum must be at least 0 and less than 1, but -0.1 was given"
    ),
    (RMSProp(rho: .nan), "the rho must be at least 0 and less than 1, but nan was given"),
    (
      RMSProp(epsilon: 0),
      "epsilon must be a positive number within single precision, but 0.0 was given"
    ),
    (Adam(beta1: 2), "the beta1 must be at least 0 and less than 1, but 2.0 was given"),
    (AdamW(beta2: 1), "the beta2 must be at least 0 and less than 1, but 1.0 was given"),
    (
      SGD(learningRate: LearningRate(1, .inverseTime(decay: 0))),
      "the decay of the schedule must be a positive number within single precision, but 0.0 was given"
    ),
    (
      SGD(learningRate: LearningRate(1, .step(factor: 1, every: 3))),
      "the factor of the schedule must lie between 0 and 1, but 1.0 was given"
    ),
    (
      SGD(learningRate: LearningRate(1, .exponential(factor: 0.5, every: 0))),
      "the steps of the schedule must be at least 1, but 0 was given"
    ),
    (
      SGD(learningRate: LearningRate(1, .cosine(steps: -2))),
      "the steps of the schedule must be at least 1, but -2 was given"
    ),
    (
      SGD(learningRate: LearningRate(1, .cosine())),
      "the steps of the schedule are those of the whole training, which a Trainer knows; expected "
        + "a number of steps"
    ),
  ])
  func numbersThatMakeNoSense(optimizer: any Optimizer, message: String) throws {
    let p = Shared("p", NDArray<Float>([1]))
    let error = #expect(throws: (any Error).self) {
      var state = OptimizerState<Float>()
      _ = try optimizer.updates(of: [p], gradients: [p.tensor], state: &state)
    }
    #expect(error.map { "\($0)" } == message)
  }

  @Test func aGradientIsMissing() throws {
    let p = Shared("p", NDArray<Float>([1]))
    var state = OptimizerState<Float>()
    let line = #line + 1
    #expect(
      errorText { _ = try Adam().updates(of: [p, p], gradients: [p.tensor], state: &state) }
        == "\(#fileID):\(line): error: adam: 1 gradient for 2 parameters; expected one for each parameter"
    )
  }
}
