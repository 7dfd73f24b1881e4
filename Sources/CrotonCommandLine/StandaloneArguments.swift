import ArgumentParser
import Compiler
import Croton
import StandaloneC
import Training

extension StandaloneTarget: ExpressibleByArgument {}

/// Languages with commas between them.
struct BindingList {
  let bindings: [StandaloneSettings.Binding]

  /// - Throws: `CommandLineError.unknownLanguage`.
  init(argument: String) throws {
    let all = StandaloneSettings.Binding.allCases
    let words = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let chosen = try words.map { word in
      guard let binding = StandaloneSettings.Binding(rawValue: word) else {
        throw CommandLineError.unknownLanguage(word, known: all.map(\.rawValue))
      }
      return binding
    }
    bindings = all.filter(chosen.contains)
  }
}

/// The options of a folder of C that stands alone.
struct StandaloneArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A folder for C that trains and predicts with a C compiler alone.", valueName: "folder"))
  var standalone: String?

  @Option(
    help: ArgumentHelp(
      "The processor to write for. host is this machine's; portable is C99 for any; wasm32 is "
        + "WebAssembly, for node and browsers; cortex-m is for microcontrollers, without files. (default: host)"
    ))
  var target: StandaloneTarget?

  @Option(
    help: "What the symbols of the C begin with, and an underscore. (default: the model's name)")
  var prefix: String?

  @Option(
    help: ArgumentHelp(
      "The parameters to begin with: a file, or the folder of a run. (default: drawn in C)",
      valueName: "path"))
  var weights: String?

  @Option(
    help: ArgumentHelp(
      "Modules for other languages, with commas between them: fortran, python.",
      valueName: "languages"),
    transform: BindingList.init)
  var bindings: BindingList?

  @Option(
    help: ArgumentHelp(
      "Write a C target of SwiftPM that Swift imports by this name, without programs.",
      valueName: "name"))
  var module: String?

  @Option(
    parsing: .unconditional,
    help: "The number of passes over the training set, at most. (default: the model's own)")
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "The memory that a context has to fit in, such as 262144, 256K or 1M: as large a batch as "
        + "fits is chosen, unless --batch-size says one.",
      valueName: "size"))
  var memory: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write a program that also trains in so many processes: 'mpirun -n N ./train --distributed', "
        + "after 'make MPI=1'.",
      valueName: "N"))
  var ranks: Int?

  @Flag(help: "Leave training out.")
  var inferenceOnly = false

  func validate() throws {
    if let prefix { try checkUsage { _ = try SymbolPrefix(prefix) } }
    if let memory { try checkUsage { _ = try MemorySize(memory) } }
    guard standalone != "" else {
      throw ValidationError("\(CommandLineError.standaloneWithoutName)")
    }
    if let module { try checkUsage { _ = try ModuleName(module) } }
    guard module == nil || bindings == nil else {
      throw ValidationError("\(CommandLineError.moduleAndBindings)")
    }
    guard target != .cortexM || (module == nil && bindings == nil) else {
      throw ValidationError("\(CommandLineError.boardTarget)")
    }
    guard target != .wasm32 || bindings == nil else {
      throw ValidationError("\(CommandLineError.bindingsOfWebAssembly)")
    }
    guard epochs == nil || !inferenceOnly else {
      throw ValidationError("\(CommandLineError.epochsWithoutTraining)")
    }
    if let ranks {
      try checkUsage { try ProcessRank.check(0, of: ranks) }
      guard !inferenceOnly else {
        throw ValidationError("\(CommandLineError.ranksWithoutTraining)")
      }
      guard module == nil else { throw ValidationError("\(CommandLineError.ranksOfModule)") }
      if let target, !target.hasProcesses {
        throw ValidationError("\(CommandLineError.ranksOfTarget(target.rawValue))")
      }
    }
    guard standalone == nil, let option = dependent.first else { return }
    throw ValidationError("\(CommandLineError.standaloneMissing(option))")
  }

  /// The options that were given and mean nothing without a folder.
  private var dependent: [String] {
    [
      target.map { _ in "--target" }, prefix.map { _ in "--prefix" },
      weights.map { _ in "--weights" }, bindings.map { _ in "--bindings" },
      module.map { _ in "--module" }, epochs.map { _ in "--epochs" },
      memory.map { _ in "--memory" }, ranks.map { _ in "--ranks" },
      inferenceOnly ? "--inference-only" : nil,
    ].compactMap { $0 }
  }

  /// The settings of the folder.
  func settings(command: String) throws -> StandaloneSettings {
    var settings = StandaloneSettings()
    settings.target = target ?? .host
    settings.prefix = try prefix.map { try SymbolPrefix($0) }
    settings.bindings = bindings?.bindings ?? []
    settings.module = try module.map { try ModuleName($0) }
    settings.command = command
    settings.ranks = ranks
    settings.memory = try memory.map { try MemorySize($0) }
    return settings
  }
}
