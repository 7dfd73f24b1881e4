import Croton
import Testing

/// The tutorial's softmax regression on MNIST, to its end.
@Suite struct SoftmaxRegressionTests {
  private final class Recorder: ConsoleSink {
    var text = ""
    var terminalColumns: Int? { nil }
    func write(_ text: String) { self.text += text }
  }

  /// The tutorial publishes its last lines: a validation error of 7.5 % in epoch 73 and a test error of
  /// 7.489583 %, and the patience's end in epoch 74.
  @Test func reachesTheTutorialsResult() throws {
    let recorder = Recorder()
    let trainer = Trainer(
      model: SoftmaxRegression(), data: .embeddedMNIST, compileOptions: .testing())
    let result = try trainer.run(sink: recorder)
    #expect(result.outcome == .patienceExhausted)
    #expect(result.epochs == 74)
    #expect(
      recorder.text.contains(
        """
        epoch 73, minibatch 83/83, validation error 7.500000 %
             epoch 73, minibatch 83/83, test error of best model 7.489583 %
        Optimization complete with best validation score of 7.500000 %,\
        with test performance 7.489583 %
        The code run for 74 epochs, with
        """))
  }
}
