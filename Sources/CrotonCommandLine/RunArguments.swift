import ArgumentParser
import Croton

/// The options of a run: its folder, and other files that it writes.
struct RunArguments: ParsableArguments {
  /// The run that goes on.
  enum ResumedRun: ExpressibleByArgument {
    case newest
    case folder(String)

    init(argument: String) { self = .folder(argument) }
  }

  @Option(
    help: ArgumentHelp(
      "The folder of the run: configuration, log, checkpoints. (default: runs/MODEL-DATE)",
      valueName: "folder"))
  var run: String?

  @Option(
    defaultAsFlag: ResumedRun.newest, parsing: .next,
    help: ArgumentHelp(
      "The run that goes on from its last checkpoint; without a folder, the newest in runs that "
        + "can go on.",
      discussion:
        "Its options need not be repeated; those that are given replace them, such as --threads. "
        + "The results are those of a run that never stopped, to the bit.",
      valueName: "folder"))
  var resume: ResumedRun?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of checkpoints to keep besides the last and the best.",
      valueName: "number"))
  var keep = 0

  @Flag(
    help: ArgumentHelp(
      "Write an event file for TensorBoard to the folder of the run.",
      discussion: "It has curves, histograms of the parameters, and the first filters as an image.")
  )
  var tensorboard = false

  @Option(
    help: ArgumentHelp(
      "Another file for the best parameters, as safetensors. A file that is there is replaced.",
      valueName: "file"))
  var save: String?

  @Option(
    help: ArgumentHelp(
      "Another file for the log, one JSON object a line. A file that is there is replaced when the "
        + "training begins.",
      valueName: "file"))
  var log: String?

  func validate() throws {
    guard keep >= 0 else { throw ValidationError("\(CommandLineError.keptCount(keep))") }
    guard run == nil || resume == nil else {
      throw ValidationError("\(CommandLineError.runAndResume)")
    }
  }

  /// The first of these options that is given, if one is.
  var given: String? {
    let options = [
      ("--run", run != nil), ("--resume", resume != nil), ("--keep", keep != 0),
      ("--tensorboard", tensorboard), ("--save", save != nil), ("--log", log != nil),
    ]
    return options.first { $0.1 }?.0
  }

  /// The folder of a new run.
  func newFolder(of model: String) -> RunFolder {
    run.map(RunFolder.init) ?? .new(for: model)
  }

  /// The folder of the run that goes on, if one does.
  func resumedFolder(of model: String) throws -> RunFolder? {
    switch resume {
    case .folder(let path): RunFolder(path: path)
    case .newest: try .newest(of: model, canGoOn: true)
    case nil: nil
    }
  }
}
