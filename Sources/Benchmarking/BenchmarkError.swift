/// What can be wrong with what a benchmark is asked for.
public enum BenchmarkError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sweep that does not name a setting and its values.
  case sweepMalformed(String)
  /// A width of vectors that is not 16, 32 or 64 bytes.
  case width(Int)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .sweepMalformed(let argument):
      "cannot sweep over '\(argument)'; "
        + "expected batch, threads or width and its values, as in batch=64,128"
    case .width(let bytes):
      "vectors of \(bytes) bytes are not possible; expected 16, 32 or 64"
    }
  }
}
