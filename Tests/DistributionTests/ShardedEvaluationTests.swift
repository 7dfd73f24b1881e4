import Croton
import Datasets
import Frontend
import Testing
import Training

/// Processes that split a minibatch count its errors as one process does, to the bit.
@Suite struct ShardedEvaluationTests {
  struct Classifier: TrainableModel {
    var network: some Network {
      ConvPool2d(4, kernel: 5)
      Flatten()
      BatchNorm()
      Dropout(0.5)
      SoftmaxClassifier()
    }
  }

  struct Regression: TrainableModel {
    var network: some Network {
      Normalize()
      Dense(20, activation: .tanh)
      LinearRegression()
    }
  }

  private func program(
    _ model: some TrainableModel, _ dataset: Dataset, shuffles: Bool
  ) throws -> ModelProgram {
    var options = TrainingOptions()
    options.batchSize = 130
    options.shuffles = shuffles
    return try ModelProgram(model, dataset: dataset, options: options)
  }

  /// The minibatches are arguments, of which the second has 20 examples that count.
  @Test func loadedMinibatches() throws {
    for program in [
      try program(Classifier(), SmallSets.digits(), shuffles: true),
      try program(Regression(), SmallSets.measurements(), shuffles: true),
    ] {
      let arguments = try zip(0..., [130, 20]).map { try program.minibatch($0) + [$1] }
      let steps = try Ranks.steps(program.validate, arguments, threads: 1)
      #expect(Set(steps.outputs).count > 1)
      try expectSameBits(
        program, program.validate, steps, [(2, "openmpi", nil), (3, "mpich", nil)])
    }
  }

  /// The set is a shared value. Its last minibatch starts with examples that are counted already.
  @Test func residentMinibatches() throws {
    for program in [
      try program(Classifier(), SmallSets.digits(), shuffles: false),
      try program(Regression(), SmallSets.measurements(), shuffles: false),
    ] {
      for function in [program.validate, program.test] {
        let steps = try Ranks.steps(function, [[0], [1]], threads: 1)
        #expect(Set(steps.outputs).count > 1)
        try expectSameBits(program, function, steps, [(3, "openmpi", nil)])
      }
    }
  }
}
