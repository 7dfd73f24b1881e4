import Croton
import TestSupport
import Testing

/// Optimisers and schedules of any numbers: an error that names the number, or a step.
@Suite(.timeLimit(.minutes(60))) struct OptimizerFuzzTests {
  private static let numbers: [Double] = [
    0, 1, -1, 0.5, 0.9, 0.999, 1e-3, 2, 0x1p31, 0x1p62, 1e300, 1e-300, .nan, .infinity,
    -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0,
  ]
  private static let steps = [0, 1, 2, -1, 1 << 31, 1 << 62, .max, .min]

  private struct Numbers {
    var generator: SeededGenerator
    /// Numbers that make sense are preferred, so that some optimisers are taken.
    mutating func number(_ usual: Double) -> Double {
      Int.random(in: 0...2, using: &generator) > 0
        ? usual : numbers.randomElement(using: &generator) ?? usual
    }
    mutating func steps() -> Int { OptimizerFuzzTests.steps.randomElement(using: &generator) ?? 1 }

    mutating func learningRate() -> LearningRate {
      let schedule: LearningRate.Schedule =
        switch Int.random(in: 0...6, using: &generator) {
        case 0: .inverseTime(decay: number(0.5))
        case 1: .step(factor: number(0.5), every: steps())
        case 2: .exponential(factor: number(0.5), every: steps())
        case 3: .exponential(factor: number(0.5))
        case 4: .cosine(steps: Bool.random(using: &generator) ? nil : steps())
        case 5: .geometric(last: number(0.01), steps: steps())
        default: .constant
        }
      return LearningRate(number(0.1), schedule)
    }

    mutating func optimizer() -> any Optimizer {
      let (rate, decay) = (learningRate(), number(0))
      switch Int.random(in: 0...5, using: &generator) {
      case 0: return SGD(learningRate: rate, weightDecay: decay)
      case 1: return Momentum(learningRate: rate, momentum: number(0.9), weightDecay: decay)
      case 2: return Nesterov(learningRate: rate, momentum: number(0.9), weightDecay: decay)
      case 3:
        return RMSProp(
          learningRate: rate, rho: number(0.9), epsilon: number(1e-6), weightDecay: decay)
      case 4:
        return Adam(
          learningRate: rate, beta1: number(0.9), beta2: number(0.999), epsilon: number(1e-8),
          weightDecay: decay)
      default:
        return AdamW(
          learningRate: rate, beta1: number(0.9), beta2: number(0.999), epsilon: number(1e-8),
          weightDecay: decay)
      }
    }
  }

  @Test func noNumberTraps() throws {
    var numbers = Numbers(generator: SeededGenerator.announced())
    var (taken, refused, run) = (0, 0, 0)
    let mostRun = Soak.isOn ? 60 : 3
    for _ in 0..<(Soak.isOn ? 20_000 : 500) {
      let optimizer = numbers.optimizer()
      let p = Shared("p", try NDArray<Double>(shape: [1, 2], scalars: [1, -2]))
      let slopes = try gradient(of: (p * p).sum(), withRespectTo: [p])
      var state = OptimizerState<Double>()
      do {
        let updates = try optimizer.updates(of: [p], gradients: slopes, state: &state)
        let definition = try FunctionDefinition(
          name: "step", inputs: [], outputs: [], updates: updates, givens: [],
          at: SourceLocation(file: #fileID, line: #line))
        _ = try GeneratedFunction(definition, options: CompileOptions(vectorBytes: 32))
        taken += 1
        guard run < mostRun else { continue }
        run += 1
        try function(updates: updates)()
        // No number that is taken turns the first step into NaN.
        #expect(p.value.scalars.allSatisfy { !$0.isNaN }, "\(optimizer)")
        if let sgd = optimizer as? SGD {
          let rate = sgd.learningRate.value(afterSteps: 0)
          for (found, start) in zip(p.value.scalars, [1.0, -2.0]) {
            let expected = start - rate * (2 + sgd.weightDecay) * start
            #expect(abs(found - expected) <= 1e-9 * max(1, abs(expected)), "\(optimizer)")
          }
        }
      } catch is OptimizerError {
        refused += 1
      }
    }
    print("\(taken) optimisers became C, \(run) ran, \(refused) were refused")
    #expect(taken > 0)
    #expect(refused > 0)
  }
}
