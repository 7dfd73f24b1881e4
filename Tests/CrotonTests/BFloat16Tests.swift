import Croton
import Frontend
import TestSupport
import Testing

@testable import Compiler
@testable import Training

/// Networks whose matrix products have factors that are rounded to bfloat16.
@Suite struct BFloat16Tests {
  private struct Perceptron: TrainableModel {
    var network: some Network {
      Flatten()
      Dense(61, activation: .tanh)
      Dense(33, activation: .relu)
      SoftmaxClassifier()
    }
  }

  private func options(width: Int? = nil) -> CompileOptions {
    var options = CompileOptions.testing(vectorBytes: width)
    options.precision = .bf16
    return options
  }

  @Test func trainingHasTheSameBitsForAllRegisters() throws {
    let dataset = try DataSource.embeddedMNIST.load()
    let training = TrainingOptions(batchSize: 150, optimizer: Adam(learningRate: 0.002))
    func trained(_ options: CompileOptions) throws -> [[UInt8]] {
      let program = try ModelProgram(Perceptron(), dataset: dataset, options: training)
      var compiled = try program.compile(options: options)
      compiled.startEpoch(1)
      for minibatch in 0..<3 { _ = try compiled.trainStep(minibatch: minibatch) }
      return program.train.storages.map { $0.readBytes() }
    }
    let all = try [16, 32, 64].map { try trained(options(width: $0)) }
    #expect(all[0] == all[2])
    #expect(all[1] == all[2])
    #expect(all[0] != (try trained(.testing())))
  }

  /// The interpreter rounds the same factors.
  @Test func kernelsAreTheInterpreters() throws {
    let x = Tensor<Float>.placeholder("x", shape: [70, 45])
    let w = Shared("w", try NDArray(shape: [45, 20], scalars: (0..<900).map { sinLike($0) }))
    let y = dot(x, w).tanh()
    let cost = y.squared().sum()
    let gradient = try gradient(of: cost, withRespectTo: [w])[0]
    var options = options()
    options.kernelCheckInterval = 1
    let step = try function(
      inputs: [x], outputs: [cost], updates: [Update(w, to: w - 0.01 * gradient)], options: options)
    let images = try NDArray<Float>(shape: [70, 45], scalars: (0..<3150).map { sinLike(7 * $0) })
    for _ in 0..<3 { try step(images) }
    let algorithms = step.generated.algorithms
    #expect(
      algorithms.filter { $0.hasPrefix("product") } == [
        "product 70x45 by 45x20: bfloat16 factors",
        "product 45x70 by 70x20: bfloat16 factors, 2 chunks",
      ], "\(algorithms)")
  }

  private func sinLike(_ index: Int) -> Float { Float((index * 37) % 101) / 101 - 0.5 }

  /// The log of a training run, and its errors in percent.
  private final class Recorder: ConsoleSink {
    var text = ""
    var terminalColumns: Int? { nil }
    func write(_ text: String) { self.text += text }

    var errors: [Double] {
      text.matches(of: /error (?:of best model )?([0-9.]+) %/).compactMap { Double($0.1) }
    }
  }

  /// An epoch of the tutorial's LeNet on MNIST.
  @Test func lenetLearnsAsInSinglePrecision() throws {
    var training = LeNet5.defaults
    training.epochs = 1
    func errors(_ precision: Precision) throws -> (errors: [Double], notes: String) {
      var trainer = Trainer(model: LeNet5(), data: .embeddedMNIST, options: training)
      trainer.compileOptions.precision = precision
      let (recorder, notes) = (Recorder(), Recorder())
      try trainer.run(sink: recorder, warnings: notes)
      return (recorder.errors, notes.text)
    }
    let (single, bf16) = (try errors(.single), try errors(.bf16))
    #expect(single.errors.count == 2)
    #expect(bf16.errors.count == 2)
    #expect(single.errors != bf16.errors)
    for (single, bf16) in zip(single.errors, bf16.errors) {
      #expect(abs(single - bf16) < 0.5, "\(single) %, \(bf16) %")
    }
    #expect(bf16.notes.contains("note: \(Precision.instructionNote)\n"))
    #expect(!single.notes.contains("bfloat16"))
  }
}
