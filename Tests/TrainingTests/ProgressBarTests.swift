import Testing

@testable import Training

@Suite struct ProgressBarTests {
  private func line(columns: Int, error: String? = "error 7.91 %") -> String {
    let position = TrainingPosition(epoch: 3, epochs: 200, minibatch: 50, minibatches: 100)
    return ProgressBar.line(
      position, loss: 0.25, error: error, examplesPerSecond: 1234.5, secondsLeft: 75,
      columns: columns)
  }

  @Test func fillsTheLineUpToThirtyColumnsOfBar() {
    let half = String(repeating: "=", count: 15) + String(repeating: " ", count: 15)
    #expect(
      line(columns: 200)
        == "epoch 3/200  [\(half)]  50/100  loss 0.2500  error 7.91 %  1234 examples/s  1:15 left")
    #expect(
      line(columns: 200, error: nil)
        == "epoch 3/200  [\(half)]  50/100  loss 0.2500  1234 examples/s  1:15 left")
  }

  @Test func losesTheBarThenFieldsThenLetters() {
    let fields = "50/100  loss 0.2500  error 7.91 %  1234 examples/s  1:15 left"
    #expect(line(columns: 84) == "epoch 3/200  [==   ]  \(fields)")
    #expect(line(columns: 82) == "epoch 3/200  \(fields)")
    #expect(line(columns: 60) == "epoch 3/200  50/100  loss 0.2500  error 7.91 %")
    #expect(line(columns: 50) == "epoch 3/200  50/100  loss 0.2500  error 7.91 %")
    #expect(line(columns: 20) == "epoch 3/200  50/100")
    #expect(line(columns: 12) == "epoch 3/200")
    #expect(line(columns: 6) == "epoch")
    #expect(line(columns: 0) == "")
  }

  @Test(arguments: 0...120) func neverReachesTheLastColumn(columns: Int) {
    #expect(line(columns: columns).count <= max(columns - 1, 0))
  }

  @Test func durations() {
    #expect(ProgressBar.duration(0) == "0:00")
    #expect(ProgressBar.duration(59.2) == "1:00")
    #expect(ProgressBar.duration(3600) == "1:00:00")
    #expect(ProgressBar.duration(45296) == "12:34:56")
    #expect(ProgressBar.duration(.infinity) == "?")
    #expect(ProgressBar.duration(.nan) == "?")
  }
}
