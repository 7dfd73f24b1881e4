import ArgumentParser
import Croton

/// The options that a run was given on its command line.
struct RunOptions {
  /// The words of each option: its name, and its values.
  private let groups: [[String]]

  /// - Parameter train: the command that the run was started with.
  init(of folder: RunFolder, asIn train: any ParsableCommand.Type) throws {
    let names = Set(try OptionNames(of: train).all)
    let arguments = try RunConfiguration(of: folder).arguments
    // What follows an option up to the next is its values, which may begin with a dash.
    var groups: [[String]] = []
    for argument in arguments {
      if names.contains(Self.name(of: argument)) {
        groups.append([argument])
      } else if !groups.isEmpty {
        groups[groups.count - 1].append(argument)
      }
    }
    self.groups = groups
  }

  /// The arguments of another command, with the options of the run that it has too and that are not
  /// given.
  func adding(to given: [String], of command: any ParsableCommand.Type) throws -> [String] {
    let names = Set(try OptionNames(of: command).all)
    let present = Set(given.map(Self.name))
    let added = groups.filter { group in
      let name = Self.name(of: group[0])
      return names.contains(name) && !present.contains(name)
    }
    // All that follows two dashes are files.
    let options = given.prefix { $0 != "--" }
    return Array(options) + added.flatMap { $0 } + given.dropFirst(options.count)
  }

  /// The name of an option whose value may be joined to it.
  private static func name(of argument: String) -> String {
    String(argument.prefix { $0 != "=" })
  }
}
