import ArgumentParser
import Diagnostics
import Foundation

/// Runs a command line, and says what was meant where a command is mistyped.
public enum CommandLineRunner {
  public static func run(_ root: any ParsableCommand.Type) {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let mistake = mistake(in: arguments, of: root) {
      fail("Error: \(mistake)", .validationFailure)
    }
    do {
      var command = try root.parseAsRoot(arguments)
      try command.run()
    } catch let error as ModelError {
      // As compilers print theirs, the file and line first, so that editors can follow them.
      fail(error.description, .failure)
    } catch {
      root.exit(withError: error)
    }
  }

  /// What is wrong with the first word that should be a command and is none, if there is one.
  static func mistake(
    in arguments: [String], of root: any ParsableCommand.Type
  ) -> CommandLineMistake? {
    var command = root
    var path = [name(of: root)]
    for argument in arguments where argument != "help" {
      let subcommands = command.configuration.subcommands
      if subcommands.isEmpty || isForParser(argument) { return nil }
      let names = subcommands.map(name(of:))
      let here = path.joined(separator: " ")
      if argument.hasPrefix("-") {
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

  /// Whether swift-argument-parser has this option at every command.
  private static func isForParser(_ argument: String) -> Bool {
    ["-h", "--help", "--help-hidden", "--"].contains(argument)
      || argument.hasPrefix("--generate-completion-script")
      || argument.hasPrefix("--experimental-") || argument.hasPrefix("---completion")
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }

  private static func fail(_ message: String, _ code: ExitCode) -> Never {
    FileHandle.standardError.write(Data("\(message)\n".utf8))
    Foundation.exit(code.rawValue)
  }
}
