/// A standard output that nobody reads any more: the end of a pipe into `head`.
public struct ClosedOutputError: Error, CustomStringConvertible {
  /// That nobody reads the output.
  public var description: String { "nobody reads the standard output any more" }
}
