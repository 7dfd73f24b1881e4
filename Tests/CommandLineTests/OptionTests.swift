import BuiltInCommands
import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

@testable import CrotonCommandLine

/// The names of options.
struct OptionTests {
  private struct Own: CrotonApp {
    @Option var filters = 1
    // One of `cache`, which has none of the model's.
    @Option var limit = 1
    func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
      try SoftmaxApp().expressions(batch, random: &random)
    }
  }

  private struct Hiding: CrotonApp {
    @Option var epochs = 100
    func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
      try SoftmaxApp().expressions(batch, random: &random)
    }
  }

  private struct HidingOfOne: CrotonApp {
    @Flag(name: .customLong("vector-bytes")) var own = false
    func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
      try SoftmaxApp().expressions(batch, random: &random)
    }
  }

  @Test func noOptionOfAModelHidesThatOfACommand() throws {
    #expect(
      try OptionNames.clash(of: Hiding.self)?.description
        == "Hiding has the option '--epochs', which 'hiding generate' has itself; "
        + "expected another name.")
    #expect(
      try OptionNames.clash(of: HidingOfOne.self)?.description
        == "HidingOfOne has the option '--vector-bytes', which 'hiding-of-one generate' has "
        + "itself; expected another name.")
    // In a debug build, swift-argument-parser ends the process before this is asked.
    #expect(
      CommandLineError.optionClash("--filters", model: "Doubled", command: nil).description
        == "Doubled has the option '--filters' more than once; expected a name for each.")
    #expect(try OptionNames.clash(of: Own.self) == nil)
    #expect(try OptionNames.clash(of: SoftmaxApp.self) == nil)
    #expect(try OptionNames.clash(of: MultilayerPerceptronApp.self) == nil)
    #expect(try OptionNames.clash(of: LeNet5App.self) == nil)
    #expect(try OptionNames.clash(of: LeNet5Of1998App.self) == nil)
  }

  @Test func whatWasMeant() throws {
    let train = try OptionNames(of: TrainCommand<LeNet5App>.self).all
    for (option, meant) in [
      ("--lr", "--learning-rate"), ("--out", "--save"), ("--load", nil), ("--epoch", "--epochs"),
      ("--bs", "--batch-size"), ("--treads", "--threads"), ("--verbose", nil), ("--l3", nil),
      ("--kernels", "--nkerns"), ("--momentun", "--momentum"), ("-x", nil),
    ] {
      #expect(OptionSuggestion.nearest(to: option, in: train) == meant, "\(option)")
    }
    let bench = try OptionNames(of: BenchNetworksCommand.self).all
    #expect(OptionSuggestion.nearest(to: "--out", in: bench) == "--output")
    #expect(OptionSuggestion.nearest(to: "--lr", in: bench) == nil)
    let predict = try OptionNames(of: PredictCommand<SoftmaxApp>.self).all
    #expect(OptionSuggestion.nearest(to: "--weights", in: predict) == "--load")
  }

  @Test(arguments: [
    ("train lenet5 --lr 3", "--lr'. Did you mean '--learning-rate'?\n"),
    ("train softmax --load 3", "--load'\n"),
  ])
  func theProgramSaysWhatWasMeant(arguments: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run(arguments)
      #expect(result.errors.hasPrefix("Error: Unknown option '\(message)Usage: croton train "))
      #expect(result.status == 64)
    }
  }

  @Test(arguments: [
    ("train lenet5 -epochs 1", "-epochs'. Did you mean '--epochs'?\n"),
    ("train lenet5 -batch-size=5", "-batch-size'. Did you mean '--batch-size'?\n"),
    ("train lenet5 -seed 1", "-seed'. Did you mean '--seed'?\n"),
  ])
  func aSingleDashDoesNotAskForTheHelp(arguments: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run(arguments)
      #expect(result.output == "")
      #expect(result.errors.hasPrefix("Error: Unknown option '\(message)"))
      #expect(result.status == 64)
    }
  }

  /// Values of options that take one of some words.
  @Test(arguments: [
    (
      "train lenet5 --schedule cosin",
      "'cosin' is invalid for '--schedule <name>'. Did you mean 'cosine'? Please provide one of "
        + "'constant', 'inverse-time', 'step', 'exponential' or 'cosine'."
    ),
    (
      "train lenet5 --optimizer adaw",
      """
      'adaw' is invalid for '--optimizer <name>'. Did you mean 'adam'? Please provide one of the \
      following:
        - sgd
      """
    ),
    (
      "train lenet5 --blas openbals",
      "'openbals' is invalid for '--blas <library>'. Did you mean 'openblas'? Please provide one "
        + "of 'none' and 'openblas'."
    ),
    (
      "generate lenet5 --standalone c --target portabel",
      """
      'portabel' is invalid for '--target <target>'. Did you mean 'portable'? Please provide one \
      of the following:
        - host
      """
    ),
    (
      "generate lenet5 --standalone c --bindings fortran,pyhton",
      "'fortran,pyhton' is invalid for '--bindings <languages>': there is no language 'pyhton'; "
        + "did you mean 'python'?"
    ),
    (
      "evaluate lenet5 --set tset",
      "'tset' is invalid for '--set <set>'. Did you mean 'test'? Please provide one of 'training', "
        + "'validation' or 'test'."
    ),
    (
      "sweep lenet5 --data digits --vary optimizer=sgd,nestrov",
      """
      'nestrov' is invalid for '--optimizer <name>'. Did you mean 'nesterov'? Please provide \
      one of the following:
        - sgd
      """
    ),
  ])
  func theProgramSaysWhichValueWasMeant(arguments: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run(arguments)
      #expect(result.errors.hasPrefix("Error: The value \(message)\n"), "\(result.errors)")
      #expect(result.output == "")
      #expect(result.status != 0)
    }
  }

  @Test(arguments: ["--version", "train lenet5 --version"])
  func theVersion(command: String) throws {
    try withCroton { croton in
      let result = try croton.run(command)
      #expect(result.output == "\(CrotonVersion.text)\n")
      #expect(result.errors == "")
      #expect(result.status == 0)
    }
  }

  @Test func anIntervalOfChecksNeedsChecks() throws {
    try withCroton { croton in
      let result = try croton.run("train lenet5 --check-every 5")
      #expect(
        result.errors.hasPrefix(
          "Error: --check-every is an option of checking; expected --check as well.\n"))
      #expect(result.status == 64)
    }
  }

  @Test(arguments: [
    (
      "--timeout 5", "--timeout is an option of several processes; expected --distributed as well."
    ),
    (
      "--bucket-bytes 5",
      "--bucket-bytes is an option of several processes; expected --distributed as well."
    ),
    ("--distributed --timeout 0", "--timeout 0: expected at least 1 second"),
    ("--distributed --bucket-bytes 0", "--bucket-bytes 0: expected at least 1 byte"),
    (
      "--distributed --find-rate",
      "--distributed and --find-rate exclude each other: one process finds the rate."
    ),
  ])
  func optionsOfSeveralProcesses(options: String, words: String) throws {
    try withCroton { croton in
      let result = try croton.run("train lenet5 \(options)")
      #expect(result.errors.hasPrefix("Error: \(words)\n"), "\(result.errors)")
      #expect(result.status == 64)
    }
  }

  @Test func theValidationSetIsChosenOnce() throws {
    try withCroton { croton in
      let result = try croton.run("data show digits --split 0.8,0.1,0.1 --validation test")
      #expect(
        result.errors.hasPrefix(
          "Error: --split and --validation test both choose the validation set; "
            + "expected one of them.\n"), "\(result.errors)")
      #expect(result.status == 64)
      let shown = try croton.run("data show digits --validation test")
      #expect(shown.errors == "")
      #expect(shown.output.contains("60"))
      let word = try croton.run("data show digits --validation tests")
      #expect(word.errors.hasPrefix("Error: The value 'tests' is invalid"), "\(word.errors)")
      #expect(word.status == 64)
    }
  }

  /// The commands that compile functions.
  private static let compiling = [
    "generate \(Program.tinyModel) --output c", "compile \(Program.tinyModel)",
    "train \(Program.tinyModel) --epochs 1", "bench \(Program.tinyModel) --steps 1",
    "scale \(Program.tinyModel) --steps 1", "tune \(Program.tinyModel) --steps 1",
    "gradcheck softmax --data digits", "explain \(Program.tinyModel) --stage plan", "filter-demo",
    "max-pool-demo",
  ]

  /// Each of these commands has the options of the compiler. One after the other takes the other
  /// precision, and in a soak each takes both.
  @Test(arguments: compiling.indices)
  func optionsOfTheCompiler(number: Int) throws {
    try withCroton { croton in
      for precision in Soak.sample(["--exact", "--precision bf16"], oneOf: 2, turn: number) {
        let options = "\(precision) --threads 1 --optimize canonical --exclude fold-constants"
        let result = try croton.run("\(Self.compiling[number]) \(options)")
        #expect(result.status == 0, "\(Self.compiling[number]) \(options): \(result.errors)")
      }
    }
  }
}
