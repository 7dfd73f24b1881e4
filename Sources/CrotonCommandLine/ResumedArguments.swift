import Croton

/// The arguments of a run that goes on: those that it began with, and those given now, which
/// replace the earlier ones.
struct ResumedArguments {
  /// The words of the command, such as `train lenet5`.
  private let command: [String]
  /// The options.
  let options: [String]

  /// All arguments.
  var all: [String] { command + options }

  /// - Parameters:
  ///   - folder: the folder of the run.
  ///   - words: the command line, from the program's name.
  init(of folder: RunFolder, given words: [String]) throws {
    let earlier = try RunConfiguration(of: folder).arguments
    let isWord = { (argument: String) in !argument.hasPrefix("-") }
    command = Array(words.dropFirst().prefix(while: isWord))
    options =
      earlier.drop(while: isWord)
      + Self.withoutResumption(Array(words.dropFirst().drop(while: isWord)))
  }

  /// The arguments but for `--resume` and its folder.
  private static func withoutResumption(_ arguments: [String]) -> [String] {
    guard
      let position = arguments.firstIndex(where: {
        $0 == "--resume" || $0.hasPrefix("--resume=")
      })
    else { return arguments }
    let rest = arguments[(position + 1)...]
    let hasValue = arguments[position] == "--resume" && rest.first?.hasPrefix("-") == false
    return Array(arguments[..<position]) + rest.dropFirst(hasValue ? 1 : 0)
  }
}
