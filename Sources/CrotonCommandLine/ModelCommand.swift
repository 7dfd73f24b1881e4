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
  /// The command in the program of a single model, `my-net train`, or that of one of several
  /// models, `croton train lenet5`.
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: isOneOfSeveral ? App.name : verb, abstract: abstract,
      usage: "\(command) [options]", discussion: "Example: \(command) \(exampleOptions)")
  }

  /// The words of the command, after the name of the program.
  static var words: [String] { isOneOfSeveral ? [verb, App.name] : [verb] }

  /// The arguments of the process after the words of the command.
  static var givenArguments: [String] {
    Array(CommandLine.arguments.dropFirst(1 + words.count))
  }

  /// What a user types for it.
  static var command: String {
    isOneOfSeveral ? "croton \(verb) \(App.name)" : "\(App.name) \(verb)"
  }

  private static var isOneOfSeveral: Bool { App.self is any BuiltInApp.Type }
}
