import Foundation
import Testing

@testable import Training

struct LearningCurveTests {
  private let log = """
    {"event":"start","model":"mlp","training_examples":50,"batch_size":10}
    {"event":"validation","epoch":1,"minibatch":5,"iteration":5,"error":0.09,"training_cost":0.5,"seconds":0.1}
    {"event":"test","epoch":1,"minibatch":5,"iteration":5,"error":0.08,"seconds":0.1}
    {"event":"resume","iteration":5,"seconds":0.1}
    {"event":"validation","epoch":2,"minibatch":2,"iteration":7,"error":0.09,"training_cost":null,"seconds":0.2}

    """

  @Test func measurementsOverEpochs() {
    let curve = LearningCurve(log: Data(log.utf8))
    #expect(curve.validations.map(\.epoch) == [1, 1.4])
    #expect(curve.validations.map(\.iteration) == [5, 7])
    #expect(curve.validations.map(\.trainingCost) == [0.5, nil])
    #expect(curve.tests.map(\.error) == [0.08])
    // The first of equal errors is the best one.
    #expect(curve.best?.iteration == 5)
    #expect(curve.end == nil)
  }

  @Test func theEnd() {
    let end = """
      {"event":"end","best_validation":0.09,"seconds":3.5,"train_ms_per_step":20,"interrupted":true}

      """
    #expect(
      LearningCurve(log: Data((log + end).utf8)).end
        == LearningCurve.End(
          seconds: 3.5, millisecondsPerStep: 20, isInterrupted: true, failure: nil))
  }

  @Test func halfALineDoesNotCount() {
    let half = #"{"event":"validation","epoch":3,"minib"#
    #expect(LearningCurve(log: Data((log + half).utf8)) == LearningCurve(log: Data(log.utf8)))
    #expect(LearningCurve(log: Data()).best == nil)
  }
}
