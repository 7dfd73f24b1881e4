import ArgumentParser
import Croton

/// The arguments of a run that goes on: those that it began with, and those given now, which
/// replace the earlier ones.
struct ResumedArguments {
  /// The options.
  let options: [String]

  /// - Parameters:
  ///   - folder: the folder of the run.
  ///   - given: the options that are given now.
  ///   - train: the command.
  init(
    of folder: RunFolder, given: [String], asIn train: any ParsableCommand.Type
  ) throws {
    let earlier = try GivenOptions(RunConfiguration(of: folder).arguments, of: train)
    let now = try GivenOptions(given, of: train)
    options = earlier.without(now.names) + now.without(["--resume"])
  }
}
