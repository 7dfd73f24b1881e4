import ArgumentParser
import Croton

/// Shows what becomes of a model on its way to C.
struct ExplainCommand<App: CrotonApp>: ModelCommand {
  static var verb: String { "explain" }
  static var abstract: String {
    "Show what becomes of \(App.name) on its way to C, or what a pass changes."
  }
  static var exampleOptions: String { "--stage schedule" }

  @OptionGroup var arguments: ModelArguments<App>

  @Option(
    help: ArgumentHelp(
      "The stage to show: \(stages.joined(separator: ", ")). "
        + "(default: the size of each, and the kernels)",
      valueName: "stage"))
  var stage: String?

  @Option(
    help: ArgumentHelp(
      "The pass to show, as a diff of what it read and what it made.",
      discussion:
        "The passes, in their order: \(GeneratedFunction.passNames.joined(separator: ", ")).",
      valueName: "pass"))
  var pass: String?

  @Option(
    help: ArgumentHelp(
      "The function to show: \(functions.joined(separator: ", ")).", valueName: "function"))
  var function = ModelFunction.train.rawValue

  @Option(
    help: ArgumentHelp(
      "The number of processes that share each minibatch, of which one is shown.",
      valueName: "count"))
  var ranks: Int?

  @Option(
    help: ArgumentHelp(
      "The process to show, from 0. (default: 0)", valueName: "number"))
  var rank: Int?

  @OptionGroup var vectors: VectorArguments

  private static var stages: [String] { GeneratedFunction.Stage.allCases.map(\.rawValue) }
  private static var functions: [String] { ModelFunction.allCases.map(\.rawValue) }

  func validate() throws {
    try checkUsage {
      if let stage { _ = try GeneratedFunction.Stage(named: stage) }
      if let pass { try GeneratedFunction.checkPass(named: pass) }
      _ = try ModelFunction(named: function)
      if stage != nil, pass != nil { throw CommandLineError.stageAndPass }
      if rank != nil, ranks == nil { throw CommandLineError.rankWithoutRanks }
      if let ranks { try ProcessRank.check(rank ?? 0, of: ranks) }
    }
  }

  func run() throws {
    var options = try arguments.compileOptions
    options.vectorBytes = vectors.vectorBytes
    let program = try arguments.program()
    if let ranks { options.process = program.process(rank ?? 0, of: ranks) }
    let generated = try program.generate(ModelFunction(named: function), options: options)
    let text =
      if let stage {
        generated.explanation(try GeneratedFunction.Stage(named: stage))
      } else if let pass {
        try generated.explanation(ofPass: pass)
      } else {
        generated.overview
      }
    try Output.write(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }
}
