@_exported import ArgumentParser
@_exported import Croton
import Foundation

/// A model with a command line of its own: `train`, `sweep`, `evaluate`, `predict`, `report`,
/// `export`, `import`, `summary`, `data show`, `bench`, `tune`, `scale`, `gradcheck`, `generate`,
/// `compile`, `explain`, `cache` and `doctor`.
///
///     import CrotonCommandLine
///
///     @main struct MyNet: CrotonApp {
///       @Option(help: "Hidden units.") var hidden = 100
///
///       var network: some Network {
///         Flatten()
///         Dense(hidden, activation: .tanh)
///         SoftmaxClassifier()
///       }
///     }
///
/// The model's stored properties are its own options, as swift-argument-parser has them; their
/// names must be other ones than those of the commands, such as `--epochs`. With this
/// as its `main`, `my-net train --hidden 200 --epochs 5` trains it.
public protocol CrotonApp: TrainableModel, ParsableArguments {}

/// A model of Croton's own program: one of several, so that its name follows the command, as in
/// `croton train lenet5`.
package protocol BuiltInApp: CrotonApp {}

extension CrotonApp {
  /// Runs the command line.
  public static func main() {
    CommandLineRunner.run(app: Self.self)
  }
}

/// The command of an app, with a subcommand for everything that can be done with its model.
struct AppCommand<App: CrotonApp>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: App.name,
      abstract: "Train, evaluate, inspect and compile \(App.name).",
      discussion: """
        Examples:
          \(App.name) train --epochs 10 --save best.safetensors
          \(App.name) bench --threads 2

        \(shellCompletion(program: App.name))
        """,
      version: "\(App.name), made with \(CrotonVersion.text)",
      subcommands: [
        GenerateCommand<App>.self, CompileCommand<App>.self, TrainCommand<App>.self,
        SweepCommand<App>.self,
        BenchCommand<App>.self, TuneCommand<App>.self, ScaleCommand<App>.self,
        EvaluateCommand<App>.self,
        PredictCommand<App>.self,
        GradcheckCommand<App>.self, ExplainCommand<App>.self, SummaryCommand<App>.self,
        ReportCommand<App>.self, VerifyCommand<App>.self, ExportCommand<App>.self,
        ImportCommand<App>.self,
        DataCommand<DataOfApp<App>>.self,
      ] + withoutModel)
  }

  /// The commands that have none of the model's options.
  static var withoutModel: [any ParsableCommand.Type] {
    [CacheCommand<ProgramOfApp<App>>.self, DoctorCommand<ProgramOfApp<App>>.self]
  }
}
