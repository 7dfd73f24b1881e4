import ArgumentParser
import Foundation

/// The names of the options of commands.
///
/// swift-argument-parser tells them in its JSON for tools alone, and looks for options that have
/// the same name in debug builds alone.
struct OptionNames: Decodable {
  private struct Tool: Decodable {
    let command: OptionNames
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    let names: [Name]?
  }

  /// The name of the command.
  let commandName: String
  /// The commands after it.
  let subcommands: [OptionNames]?
  private let arguments: [Argument]?

  /// The names of the options of a command, or of those that belong to a model.
  init(of type: any ParsableArguments.Type) throws {
    let json = Data(type._dumpHelp().utf8)
    self = try JSONDecoder().decode(Tool.self, from: json).command
  }

  /// The names, with their dashes, in the order of the help text.
  var all: [String] {
    (arguments ?? []).flatMap { $0.names ?? [] }.map { name in
      (name.kind == "long" ? "--" : "-") + name.name
    }
  }

  /// What every command has.
  static let ofEveryCommand = ["--help", "-h", "--version"]

  /// An option of a model that would hide one of the commands, or the other way round.
  static func clash<App: CrotonApp>(of _: App.Type) throws -> CommandLineError? {
    let own = try OptionNames(of: App.self).all
    for option in own where own.filter({ $0 == option }).count > 1 {
      return .optionClash(option, model: "\(App.self)", command: nil)
    }
    let free = AppCommand<ModelWithoutOptions>.withoutModel.map { $0.configuration.commandName }
    let commands = try OptionNames(of: AppCommand<ModelWithoutOptions>.self).subcommands ?? []
    for command in commands where !free.contains(command.commandName) {
      for option in own where command.all.contains(option) && !ofEveryCommand.contains(option) {
        return .optionClash(
          option, model: "\(App.self)", command: "\(App.name) \(command.commandName)")
      }
    }
    return nil
  }
}

/// A model whose commands have no options but their own.
private struct ModelWithoutOptions: CrotonApp {
  func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    try SoftmaxRegression().expressions(batch, random: &random)
  }
}
