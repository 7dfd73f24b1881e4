import Diagnostics

/// What was meant by an option that a command does not have.
enum OptionSuggestion {
  /// What users call options in other programs, and what is called so here, best first.
  private static let synonyms: [String: [String]] = [
    "alpha": ["learning-rate"],
    "batch": ["batch-size"],
    "bs": ["batch-size"],
    "checkpoint": ["load", "save"],
    "cpus": ["threads"],
    "dataset": ["data"],
    "decay": ["weight-decay"],
    "eta": ["learning-rate"],
    "file": ["load", "save", "output"],
    "filters": ["nkerns"],
    "in": ["load", "data"],
    "input": ["load", "data"],
    "jobs": ["threads"],
    "kernels": ["nkerns"],
    "log-file": ["log"],
    "logfile": ["log"],
    "lr": ["learning-rate"],
    "model": ["load", "save"],
    "n-epochs": ["epochs"],
    "num-epochs": ["epochs"],
    "num-threads": ["threads"],
    "out": ["output", "save"],
    "out-dir": ["output"],
    "output": ["save"],
    "output-dir": ["output"],
    "params": ["load", "save"],
    "parameters": ["load", "save"],
    "random-seed": ["seed"],
    "rate": ["learning-rate"],
    "scheduler": ["schedule"],
    "weights": ["load", "save"],
    "wd": ["weight-decay"],
    "workers": ["threads"],
  ]

  /// The option that was most likely meant.
  ///
  /// - Parameters:
  ///   - option: what was typed, with its dashes.
  ///   - names: what the command has, with dashes.
  static func nearest(to option: String, in names: [String]) -> String? {
    let word = String(option.drop { $0 == "-" })
    let long = names.filter { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) }
    let synonym = (synonyms[word] ?? []).first(where: long.contains)
    return (synonym ?? Diagnostics.nearest(to: word, in: long)).map { "--\($0)" }
  }

  /// The message about an option that a command does not have.
  static func unknown(_ option: String, names: [String]) -> String {
    let word = String(option.prefix { $0 != "=" })
    let meant = nearest(to: word, in: names).map { ". Did you mean '\($0)'?" } ?? ""
    return "Error: Unknown option '\(word)'\(meant)"
  }

  /// The message of swift-argument-parser about a missing value, with how a negative one is written
  /// if there is one: the parser takes it for an option.
  private static func negativeValue(in message: String, arguments: [String]) -> String {
    let missing = #/^Error: Missing value for '(?<option>--[^ ']+)[^\n]*/#
    guard let match = message.prefixMatch(of: missing),
      let position = arguments.firstIndex(of: String(match.output.option)),
      let value = arguments.dropFirst(position + 1).first, Double(value) != nil
    else { return message }
    return match.output.0 + "; expected \(match.output.option)=\(value)"
      + message[match.range.upperBound...]
  }

  /// The message of swift-argument-parser about a value that is none of an option's, with the one
  /// that was most likely meant; `nil` where it is another message or none is near.
  private static func nearestValue(in message: String) -> String? {
    let invalid = #/^Error: The value '(?<value>[^'\n]*)' is invalid for '[^'\n]*'\./#
    guard let match = message.prefixMatch(of: invalid) else { return nil }
    // Up to five are in the line; more have a line each.
    let rest = message[match.range.upperBound...]
    let names = rest.prefix { $0 != "\n" }.matches(of: #/'([^']+)'/#).map { String($0.output.1) }
    let lines = rest.matches(of: #/\n {2}- ([^\n]+)/#).map { String($0.output.1) }
    return Diagnostics.nearest(to: String(match.output.value), in: names + lines).map {
      "\(match.output.0) Did you mean '\($0)'?\(rest)"
    }
  }

  /// The message of swift-argument-parser about an unknown option with a suggestion of ours in place
  /// of its own, which is as near as three letters of an option of two.
  static func replaced(in message: String, names: [String], arguments: [String]) -> String {
    let unknown =
      #/^Error: Unknown option '(?<option>[^'\n]*)'(?:\. Did you mean '[^'\n]*'\?)?\n/#
    guard let match = message.prefixMatch(of: unknown) else {
      return nearestValue(in: message) ?? negativeValue(in: message, arguments: arguments)
    }
    return Self.unknown(String(match.output.option), names: names) + "\n"
      + message[match.range.upperBound...]
  }
}
