import Croton
import Testing

/// A user's mistake has its line.
///
/// - Parameter seed: that of the program with the mistake.
func expectLines(of error: any Error, seed: UInt64) {
  guard let error = error as? ModelError, !error.diagnostics.isEmpty else {
    Issue.record("CROTON_TEST_SEED=\(seed): \(error)")
    return
  }
  for diagnostic in error.diagnostics where !diagnostic.location.file.hasSuffix(".swift") {
    Issue.record("CROTON_TEST_SEED=\(seed): no line: \(error)")
  }
}
