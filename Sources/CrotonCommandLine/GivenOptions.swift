import ArgumentParser

/// The options of a command line, each with the words of its values.
struct GivenOptions {
  /// The words of each option: its name, and its values.
  let groups: [[String]]

  /// - Parameter command: the command whose options they are.
  init(_ arguments: [String], of command: any ParsableCommand.Type) throws {
    let names = Set(try OptionNames(of: command).all)
    var groups: [[String]] = []
    // What follows an option up to the next is its values, which may begin with a dash. What comes
    // before the first is no option.
    for argument in arguments {
      if names.contains(Self.name(of: argument)) {
        groups.append([argument])
      } else if !groups.isEmpty {
        groups[groups.count - 1].append(argument)
      }
    }
    self.groups = groups
  }

  /// The names of the options.
  var names: Set<String> { Set(groups.map { Self.name(of: $0[0]) }) }

  /// The words of all options but those of the given names.
  func without(_ names: Set<String>) -> [String] {
    groups.filter { !names.contains(Self.name(of: $0[0])) }.flatMap { $0 }
  }

  /// The name of an option, whose value may be joined to it.
  static func name(of argument: String) -> String {
    String(argument.prefix { $0 != "=" })
  }
}
