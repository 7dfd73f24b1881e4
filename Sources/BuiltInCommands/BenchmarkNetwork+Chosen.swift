import BenchmarkNetworks
import CrotonCommandLine

extension BenchmarkNetwork {
  /// The networks with the names that a command was given.
  ///
  /// Commands ask for them as they run and not in `validate()`, which comes before unknown options
  /// are found: their values would be blamed as names.
  static func chosen(_ names: [String]) throws -> [BenchmarkNetwork] {
    try checkUsage { try named(names) }
  }
}
