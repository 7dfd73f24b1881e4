import ArgumentParser
import Croton

/// Something that can be done with a model from the command line.
protocol ModelCommand: ParsableCommand {
  associatedtype App: CrotonApp

  /// The word for it, such as `train`.
  static var verb: String { get }
  /// What it does, in a sentence.
  static var abstract: String { get }
  /// Options that show how it is used.
  static var exampleOptions: String { get }
}

extension ModelCommand {
  /// The command in the program of a single model: `my-net train`.
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: verb, abstract: abstract, usage: "\(App.name) \(verb) [options]",
      discussion: "Example: \(App.name) \(verb) \(exampleOptions)")
  }
}
