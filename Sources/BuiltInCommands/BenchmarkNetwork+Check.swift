import BenchmarkNetworks
import CrotonCommandLine

extension BenchmarkNetwork {
  /// Checks the names that a command was given.
  ///
  /// A name behind an unknown option is the option's value. It is left to the parser, which finds
  /// unknown options only after `validate()` has been called.
  static func check(_ names: [String], in arguments: [String] = CommandLine.arguments) throws {
    let values = zip(arguments, arguments.dropFirst()).filter { $0.0.hasPrefix("--") }.map(\.1)
    try checkUsage { _ = try named(names.filter { !values.contains($0) }) }
  }
}
