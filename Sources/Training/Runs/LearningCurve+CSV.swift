import Files

extension LearningCurve {
  /// The curve as CSV, with a line for each validation: the epoch, the iteration, the mean loss of
  /// the epoch so far, the validation error, the test error if it was measured, and the seconds of
  /// the run.
  package var csv: String {
    var lines = ["epoch,iteration,loss,validation_error,test_error,seconds"]
    for validation in validations {
      let test = tests.first { $0.iteration == validation.iteration }
      let fields = [
        "\(validation.epoch)", "\(validation.iteration)",
        validation.trainingCost.map { "\($0)" } ?? "", "\(validation.error)",
        test.map { "\($0.error)" } ?? "", "\(validation.seconds)",
      ]
      lines.append(fields.joined(separator: ","))
    }
    return lines.map { "\($0)\n" }.joined()
  }

  /// Writes the curve to a file as CSV; one that is there is replaced.
  ///
  /// - Throws: `TrainingError` where the file cannot be written.
  public func writeCSV(to path: String) throws {
    let bytes = Array(csv.utf8)
    try TrainingError.reporting { () throws(FileError) in try WholeFile(path: path).write([bytes]) }
  }
}
