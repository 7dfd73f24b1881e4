import ArgumentParser
import Diagnostics
import Foundation

/// What can be wrong with a command line: the words that a user reads.
///
/// What is wrong with a setting is said by the library, whose settings they are; what is wrong with
/// the form of an option is said by swift-argument-parser.
package enum CommandLineError: Error, Sendable, Equatable, CustomStringConvertible {
  case unknownCommand(String, after: String, nearest: String?, known: [String])
  case optionBeforeCommand(String, after: String, known: [String])
  case optionClash(String, model: String, command: String?)
  case checkIntervalUnused
  case stepCount(Int, largest: Int)
  case checkInterval(Int)
  case vectorBytes(Int)
  case exampleCount(Int)
  case keptCount(Int)
  case splitFractions(String)
  case runAndResume
  case rateFinderOption(String)
  /// A search for the learning rate by several processes.
  case rateFinderDistributed
  case withoutDistributed(String)
  case launchedProcesses(Int)
  case sweepUnnamed
  case resumedSweepOption(String)
  case trial(String)
  case sweepOptionVaried(String)
  case sweepOfRunOption(String)
  case variedOptionGiven(String)
  case nothingToExport
  case noCurve(String)
  case momentumUnused(optimizer: String)
  case scheduleMissing(String)
  case scheduleOptionUnused(String, schedule: String, known: [String])
  case scheduleOptionMissing(String, schedule: String)
  case stageAndPass
  case splitAndTest
  case cacheLimit(String)
  case limitAndSubcommand
  case tuneWithoutTuning
  case rankWithoutRanks
  case standaloneMissing(String)
  case standaloneWithoutName
  case standaloneAndOutput
  case unknownLanguage(String, known: [String])
  case moduleAndBindings
  case vectorsOfTarget(String)
  case boardTarget
  case bindingsOfWebAssembly
  case threadsOfTarget(String)
  case epochsWithoutTraining
  case ranksWithoutTraining
  case ranksOfModule
  case ranksOfTarget(String)
  case dataOfRun(String, run: String)
  case folder(String, reason: String)
  case file(String, reason: String)

  package var description: String {
    switch self {
    case .unknownCommand(let word, let command, let nearest, let known):
      "'\(command)' has no '\(word)'.\(nearest.map { " Did you mean '\($0)'?" } ?? "")\n"
        + "It has \(known.joined(separator: ", ")); see '\(command) --help'."
    case .optionBeforeCommand(let option, let command, let known):
      "'\(command)' has no option '\(option)' of its own.\n"
        + "Before options comes one of \(known.joined(separator: ", ")); see '\(command) --help'."
    case .optionClash(let option, let model, let command?):
      "\(model) has the option '\(option)', which '\(command)' has itself; expected another name."
    case .optionClash(let option, let model, nil):
      "\(model) has the option '\(option)' more than once; expected a name for each."
    case .checkIntervalUnused:
      "--check-every is an option of checking; expected --check as well."
    case .stepCount(let count, let largest):
      "--steps is \(count); expected 1 to \(largest)."
    case .checkInterval(let count):
      "--check-every is \(count); expected at least 1."
    case .vectorBytes(let bytes):
      "--vector-bytes is \(bytes); expected 16, 32 or 64."
    case .keptCount(let count):
      "--keep is \(count); expected at least 0."
    case .splitFractions(let text):
      "--split is \(text); expected three fractions, for training, validation and test set, as in "
        + "0.8,0.1,0.1, or a file."
    case .runAndResume:
      "--run names the folder of a new run, and --resume a run that goes on; expected one of them."
    case .nothingToExport:
      "nothing is to be written; expected --npz, --safetensors or --csv."
    case .noCurve(let path):
      "'\(path)' belongs to no run, so there is no learning curve; expected a run."
    case .rateFinderOption(let option):
      "\(option) and --find-rate exclude each other: --find-rate saves nothing."
    case .rateFinderDistributed:
      "--distributed and --find-rate exclude each other: one process finds the rate."
    case .withoutDistributed(let option):
      "\(option) is an option of several processes; expected --distributed as well."
    case .launchedProcesses(let count):
      "\(count) processes have been started; expected --distributed, with which they train together, "
        + "or --no-distributed, with which each trains alone."
    case .sweepUnnamed:
      "--resume needs the folder of the sweep."
    case .resumedSweepOption(let option):
      "\(option) cannot change when a sweep is resumed; only --threads and --quiet can."
    case .trial(let message): message
    case .sweepOptionVaried(let option):
      "\(option) is not an option of a trial, and cannot vary."
    case .sweepOfRunOption(let option):
      "\(option) is an option of a single run; expected a sweep without it."
    case .variedOptionGiven(let option):
      "\(option) is both varied and given a value; expected one of the two."
    case .exampleCount(let count):
      "--count is \(count); expected at least 1."
    case .momentumUnused(let optimizer):
      "--momentum is an option of momentum and nesterov, but the optimiser is \(optimizer)."
    case .scheduleMissing(let option):
      "\(option) is an option of a schedule; expected --schedule as well."
    case .scheduleOptionUnused(let option, let schedule, let known):
      "\(option) is no option of the schedule \(schedule), "
        + "which has \(known.isEmpty ? "none" : known.joined(separator: " and "))."
    case .scheduleOptionMissing(let option, let schedule):
      "the schedule \(schedule) needs \(option)."
    case .stageAndPass:
      "--stage shows a stage, and --pass what a pass changes; expected one of them."
    case .splitAndTest:
      "--split and --validation test both choose the validation set; expected one of them."
    case .cacheLimit(let text):
      "--limit is '\(text)'; expected a size such as 500MB, 1GB or 2GiB, a number of bytes, or "
        + "none."
    case .limitAndSubcommand:
      "--limit is an option of 'cache' alone; expected no list, verify or clear after it."
    case .tuneWithoutTuning:
      "--exclude use-tuning leaves out what tune finds; expected tune without it."
    case .rankWithoutRanks: "--rank is one of several processes; expected --ranks as well."
    case .standaloneMissing(let option):
      "\(option) is an option of C that stands alone; expected --standalone as well."
    case .standaloneWithoutName: "--standalone has an empty name; expected a folder."
    case .standaloneAndOutput:
      "--output is a folder for the functions alone, and --standalone one for the whole network; "
        + "expected one of them."
    case .unknownLanguage(let word, let known):
      "there is no language '\(word)'" + suggestion(for: word, in: known)
    case .moduleAndBindings:
      "--module writes a C target without other files, and --bindings modules for other languages; "
        + "expected one of them."
    case .vectorsOfTarget(let target):
      "--vector-bytes is for --target host, and \(target) has its own; expected one of the two "
        + "options."
    case .boardTarget:
      "--target cortex-m writes C without files and programs; expected no --module and no --bindings."
    case .bindingsOfWebAssembly:
      "--bindings are modules that load a shared library, and --target wasm32 has a module of "
        + "JavaScript already; expected one of the two options."
    case .threadsOfTarget(let target):
      "--target \(target) writes C for one thread; expected no --threads."
    case .epochsWithoutTraining:
      "--inference-only leaves training out, and --epochs belongs to training; expected one of the two "
        + "options."
    case .ranksWithoutTraining:
      "--inference-only leaves training out, and --ranks belongs to training; expected one of the two "
        + "options."
    case .ranksOfModule:
      "--module writes a C target without programs, and --ranks is for the program that trains; expected "
        + "one of the two options."
    case .ranksOfTarget(let target):
      "--target \(target) writes C for one process, as it has no MPI; expected no --ranks."
    case .dataOfRun(let path, let run):
      "the data '\(path)' that the run in '\(run)' was trained on is not there; pass its "
        + "new location with --data"
    case .folder(let path, let reason):
      "cannot write to the folder '\(path)': \(reason)"
    case .file(let path, let reason):
      "cannot write the file '\(path)': \(reason)"
    }
  }
}

/// Why the file system refused, in the system's words where it gave any.
package func systemReason(_ error: CocoaError) -> String {
  guard let system = error.underlying as? POSIXError else { return error.localizedDescription }
  return String(cString: strerror(system.code.rawValue))
}

/// Checks what the user typed; what the check throws is reported along with the command's usage.
package func checkUsage<Result>(_ check: () throws -> Result) throws -> Result {
  do {
    return try check()
  } catch {
    throw ValidationError("\(error)")
  }
}
