import Testing

@testable import Training

@Suite struct ProgressBarTests {
  private func line(columns: Int) -> String {
    let position = TrainingPosition(epoch: 3, epochs: 200, minibatch: 50, minibatches: 100)
    return ProgressBar.line(position, cost: 0.25, millisecondsPerStep: 1500, columns: columns)
  }

  @Test func fillsTheLineUpToThirtyColumnsOfBar() {
    let half = String(repeating: "=", count: 15) + String(repeating: " ", count: 15)
    #expect(
      line(columns: 200)
        == "epoch 3/200  [\(half)]  50/100  1500.0 ms/step  cost 0.250000  ETA 1:15")
  }

  @Test func losesTheBarThenFieldsThenLetters() {
    #expect(
      line(columns: 70) == "epoch 3/200  [==   ]  50/100  1500.0 ms/step  cost 0.250000  ETA 1:15")
    #expect(line(columns: 69) == "epoch 3/200  50/100  1500.0 ms/step  cost 0.250000  ETA 1:15")
    #expect(line(columns: 50) == "epoch 3/200  50/100  1500.0 ms/step")
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
