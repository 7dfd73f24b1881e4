import ArgumentParser
import Diagnostics
import Foundation

/// Runs a command line, and says what was meant where a command is mistyped.
public enum CommandLineRunner {
  public static func run(_ root: any ParsableCommand.Type) {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let message = unknownCommand(in: arguments, of: root) {
      FileHandle.standardError.write(Data("Error: \(message)\n".utf8))
      Foundation.exit(ExitCode.validationFailure.rawValue)
    }
    root.main(arguments)
  }

  /// What to say about the first word that should be a command and is none, if there is one.
  static func unknownCommand(
    in arguments: [String], of root: any ParsableCommand.Type
  ) -> String? {
    var command = root
    var path = [name(of: root)]
    for argument in arguments {
      let subcommands = command.configuration.subcommands
      if argument.hasPrefix("-") || subcommands.isEmpty { return nil }
      let names = subcommands.map(name(of:))
      if argument == "help" { return nil }
      guard let position = names.firstIndex(of: argument) else {
        let here = path.joined(separator: " ")
        let guess = nearest(to: argument, in: names).map { " Did you mean '\($0)'?" } ?? ""
        return "'\(here)' has no '\(argument)'.\(guess)\n"
          + "It has \(names.joined(separator: ", ")); see '\(here) --help'."
      }
      command = subcommands[position]
      path.append(argument)
    }
    return nil
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }
}
