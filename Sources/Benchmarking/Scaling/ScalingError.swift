import Diagnostics

/// What can be wrong with what a prediction of scaling is asked for.
public enum ScalingError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Numbers of processes that make no sense.
  case ranks(String)
  /// A size of buckets that makes no sense.
  case bucketBytes(Int)
  /// A name that no network has, nor a file.
  case unknownNetwork(String, known: [String])
  /// A file of a network that cannot be read.
  case networkUnreadable(String, reason: String)
  /// A file of a network that is not an object of numbers.
  case networkMalformed(String)
  /// A file of a network without one of its numbers.
  case networkIncomplete(String, missing: String)
  /// A file of a network with something that it does not have.
  case networkKey(String, key: String, known: [String])
  /// A number of a network that is not possible.
  case networkNumber(String, key: String, value: Double, expected: String)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    let example = #"{"latency_us": 50, "gigabits_per_second": 1}"#
    return switch self {
    case .ranks(let text):
      "'\(text)' are no numbers of processes; expected numbers from 1 to \(RankCounts.most), as in "
        + "1,2,4 or 1..1024"
    case .bucketBytes(let bytes):
      "buckets of \(bytes) bytes are not possible; expected at least 1"
    case .unknownNetwork(let name, let known):
      "there is no network '\(name)', and no such file\(suggestion(for: name, in: known))"
    case .networkUnreadable(let path, let reason):
      "cannot read the network '\(path)': \(reason)"
    case .networkMalformed(let path):
      "'\(path)' is no network; expected an object of two numbers, as in \(example)"
    case .networkIncomplete(let path, let missing):
      "the network '\(path)' has no \(missing); expected two numbers, as in \(example)"
    case .networkKey(let path, let key, let known):
      "the network '\(path)' has '\(key)'\(suggestion(for: key, in: known))"
    case .networkNumber(let path, let key, let value, let expected):
      "\(key) of the network '\(path)' is \(value); expected \(expected)"
    }
  }
}
