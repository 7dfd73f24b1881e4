import ArgumentParser

/// What a program with several models does with each of them: a command with the model's name after
/// it, as in `croton train lenet5`.
package enum ModelTask {
  case generate, compile, train, bench, evaluate, predict, gradcheck, explain, summary, sweep,
    scale, tune,
    export, `import`

  /// The command under the name of a model.
  package func command<App: CrotonApp>(for _: App.Type) -> any ParsableCommand.Type {
    switch self {
    case .generate: GenerateCommand<App>.self
    case .compile: CompileCommand<App>.self
    case .train: TrainCommand<App>.self
    case .bench: BenchCommand<App>.self
    case .evaluate: EvaluateCommand<App>.self
    case .predict: PredictCommand<App>.self
    case .gradcheck: GradcheckCommand<App>.self
    case .explain: ExplainCommand<App>.self
    case .summary: SummaryCommand<App>.self
    case .sweep: SweepCommand<App>.self
    case .scale: ScaleCommand<App>.self
    case .tune: TuneCommand<App>.self
    case .export: ExportCommand<App>.self
    case .import: ImportCommand<App>.self
    }
  }
}
