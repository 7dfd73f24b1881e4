import Conformance
import Testing

/// Traces of the training loop.
@Suite struct TrainingTraceTests {
  /// The second validation is no improvement, so that no test follows it, and its total is not the
  /// third's.
  @Test func theTotalOfATestBelongsToItsValidation() throws {
    let file = try fileReport(
      """
      {"cases": [{"name": "trace", "n_train_batches": 10, "n_epochs": 3, "patience": 100,
        "valid_batches": 1, "batch_size": 100, "valid_error_totals": [50, 60, 40],
        "test_error_totals": [55, 99, 45],
        "expect": {"validation_frequency": 10, "last_epoch": 3, "last_iter": 29, "train_calls": 30,
          "validations": 3, "final_patience": 100, "done_looping": false,
          "best_validation_loss": 0.4, "best_iter_plus_1": 30, "test_score": 0.45,
          "patience_log": [[9, 100], [19, 100], [29, 100]],
          "stdout": ["training @ iter =  0",
            "epoch 1, minibatch 10/10, validation error 50.000000 %",
            "     epoch 1, minibatch 10/10, test error of best model 55.000000 %",
            "epoch 2, minibatch 10/10, validation error 60.000000 %",
            "epoch 3, minibatch 10/10, validation error 40.000000 %",
            "     epoch 3, minibatch 10/10, test error of best model 45.000000 %",
            "Optimization complete.",
            "Best validation score of 40.000000 % obtained at iteration 30, \
      with test performance 45.000000 %"
          ]}}]}
      """)
    #expect("\(file)" == "file.json  1 passed, 0 failed, 0 skipped")
  }
}
