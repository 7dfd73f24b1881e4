import ArgumentParser
import Croton
import Diagnostics
import Files
import Foundation

/// Runs a command line, and says what was meant where a command is mistyped.
public enum CommandLineRunner {
  /// Runs the command that the arguments of the process ask for.
  public static func run(_ root: any ParsableCommand.Type) {
    StandardStreams.occupyClosed()
    StandardStreams.reportClosedPipes()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let mistake = mistake(in: arguments, of: root) {
      fail("Error: \(mistake)", .validationFailure)
    }
    if let option = singleDashOption(in: arguments) {
      let names = (try? OptionNames(of: command(in: arguments, of: root)).all) ?? []
      fail(OptionSuggestion.unknown(option, names: names), .validationFailure)
    }
    do {
      var command = try root.parseAsRoot(arguments)
      try command.run()
      // What `print` has kept back, in the code of a model.
      try StandardOutput().write("")
    } catch {
      end(error, root, arguments)
    }
  }

  /// Runs the commands of a model, whose options must not be those of a command.
  static func run<App: CrotonApp>(app: App.Type) {
    do {
      if let clash = try OptionNames.clash(of: app) { fail("Error: \(clash)", .failure) }
    } catch {
      fail("Error: \(error)", .failure)
    }
    run(AppCommand<App>.self)
  }

  /// Ends the process as an error asks for.
  private static func end(
    _ error: any Error, _ root: any ParsableCommand.Type, _ arguments: [String]
  ) -> Never {
    switch error {
    case is ClosedOutputError:
      StandardStreams.endByClosedPipe()
    case let error as ModelError:
      // As compilers print theirs, the file and line first, so that editors can follow them.
      fail(error.description, .failure)
    default:
      let code = root.exitCode(for: error)
      let message = root.fullMessage(for: error)
      guard code == .success else {
        let names = (try? OptionNames(of: command(in: arguments, of: root)).all) ?? []
        fail(
          OptionSuggestion.replaced(in: message, names: names, arguments: arguments), code)
      }
      do {
        // A text that was asked for, such as the help.
        try Output.write(message)
      } catch {
        end(error, root, arguments)
      }
      Foundation.exit(code.rawValue)
    }
  }

  /// What is wrong with the first word that should be a command and is none, if there is one.
  static func mistake(
    in arguments: [String], of root: any ParsableCommand.Type
  ) -> CommandLineError? {
    var command = root
    var path = [name(of: root)]
    for argument in arguments where argument != "help" {
      let subcommands = command.configuration.subcommands
      if subcommands.isEmpty || isForParser(argument) { return nil }
      let names = subcommands.map(name(of:))
      let here = path.joined(separator: " ")
      if argument.hasPrefix("-") {
        // A command with options of its own (`cache --limit`): the parser checks them.
        if let own = try? OptionNames(of: command).all, own.contains(where: isOwn) { return nil }
        return .optionBeforeCommand(argument, after: here, known: names)
      }
      guard let position = names.firstIndex(of: argument) else {
        return .unknownCommand(
          argument, after: here, nearest: nearest(to: argument, in: names), known: names)
      }
      command = subcommands[position]
      path.append(argument)
    }
    return nil
  }

  /// Whether an option is not one of those of every command.
  private static func isOwn(_ option: String) -> Bool {
    !OptionNames.ofEveryCommand.contains(option)
  }

  /// The first word with a single dash and several letters, one of them an h.
  ///
  /// swift-argument-parser takes such a word for as many options of one letter, and prints the help
  /// because of the h. Others it refuses itself.
  static func singleDashOption(in arguments: [String]) -> String? {
    arguments.prefix { $0 != "--" }.first { word in
      word.wholeMatch(of: /-[A-Za-z][A-Za-z_-]+(=.*)?/) != nil && word.dropFirst().contains("h")
    }
  }

  /// The command that the words mean.
  private static func command(
    in arguments: [String], of root: any ParsableCommand.Type
  ) -> any ParsableCommand.Type {
    var command = root
    for argument in arguments {
      let subcommands = command.configuration.subcommands
      guard let next = subcommands.first(where: { name(of: $0) == argument }) else { break }
      command = next
    }
    return command
  }

  /// Whether swift-argument-parser has this option at every command.
  private static func isForParser(_ argument: String) -> Bool {
    ["-h", "--help", "--help-hidden", "--version", "--"].contains(argument)
      || argument.hasPrefix("--generate-completion-script")
      || argument.hasPrefix("--experimental-") || argument.hasPrefix("---completion")
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }

  private static func fail(_ message: String, _ code: ExitCode) -> Never {
    if !message.isEmpty { Output.writeError(message) }
    Foundation.exit(code.rawValue)
  }
}
