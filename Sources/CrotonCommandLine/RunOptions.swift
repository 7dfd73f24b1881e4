import ArgumentParser
import Croton

/// The options that a run was given on its command line.
struct RunOptions {
  private let options: GivenOptions

  /// - Parameter train: the command that the run was started with.
  init(of folder: RunFolder, asIn train: any ParsableCommand.Type) throws {
    options = try GivenOptions(RunConfiguration(of: folder).arguments, of: train)
  }

  /// The place of the data, if the run was given one.
  var data: String? {
    guard let group = options.groups.last(where: { GivenOptions.name(of: $0[0]) == "--data" })
    else { return nil }
    return group.count > 1 ? group[1] : String(group[0].dropFirst("--data=".count))
  }

  /// The options of a run whose meaning its parameters describe by themselves. There a column has
  /// the name that it had, where the option may have a number.
  private static let described: Set = ["--ignore", "--label"]

  /// The arguments of another command, with the options of the run that it has too and that are not
  /// given.
  func adding(to given: [String], of command: any ParsableCommand.Type) throws -> [String] {
    let names = Set(try OptionNames(of: command).all)
    let present = Set(given.map(GivenOptions.name))
    let added = options.groups.filter { group in
      let name = GivenOptions.name(of: group[0])
      return names.contains(name) && !present.contains(name) && !Self.described.contains(name)
    }
    // All that follows two dashes are files.
    let given = (options: given.prefix { $0 != "--" }, files: given.drop { $0 != "--" })
    return given.options + added.flatMap { $0 } + given.files
  }
}
