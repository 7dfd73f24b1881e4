import Croton

/// The texts of `verify`.
package enum VerificationText {
  /// What the help of the command says.
  package static let discussion =
    "Trains with the options of the run, without writing anything, and compares hashes of the "
    + "parameters (SHA-256) with those in the log of the run. Ends with exit code 1 at the first "
    + "epoch that differs."

  static func line(of epoch: RunVerification.Epoch) -> String {
    epoch.isSame
      ? "epoch \(epoch.number)  same parameters  \(epoch.found)"
      : "epoch \(epoch.number)  other parameters  \(epoch.found), expected \(epoch.expected)"
  }

  static func result(_ isSame: Bool, of folder: RunFolder) -> String {
    isSame
      ? "the run in '\(folder.path)' is repeated to the bit"
      : "the run in '\(folder.path)' is not repeated to the bit"
  }
}
