import ArgumentParser
import Croton

/// The commands of Croton's own program: what to do, and then the model to do it with.
public enum BuiltInModels {
  public static var commands: [any ParsableCommand.Type] {
    [
      Generate.self, Compile.self, Train.self, Bench.self, Predict.self, Gradcheck.self,
      FilterDemoCommand.self, MaxPoolDemoCommand.self,
      ConformanceCommand.self,
    ]
  }

  private static let models: [any CrotonApp.Type] = [
    SoftmaxApp.self, MultilayerPerceptronApp.self, LeNet5App.self, LeNet5Of1998App.self,
  ]

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a model's C to a folder.",
      discussion: "Example: croton generate lenet5 --output build/c",
      subcommands: models.map { command($0) })

    private static func command<App: CrotonApp>(_: App.Type) -> any ParsableCommand.Type {
      ForModel<GenerateCommand<App>>.self
    }
  }

  struct Compile: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Build a model and keep it in the cache.",
      discussion: "Example: croton compile lenet5",
      subcommands: models.map { command($0) })

    private static func command<App: CrotonApp>(_: App.Type) -> any ParsableCommand.Type {
      ForModel<CompileCommand<App>>.self
    }
  }

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train a model.",
      discussion: "Example: croton train lenet5 --epochs 10 --save best.safetensors",
      subcommands: models.map { command($0) })

    private static func command<App: CrotonApp>(_: App.Type) -> any ParsableCommand.Type {
      ForModel<TrainCommand<App>>.self
    }
  }

  struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure a model, or networks of other shapes.",
      discussion: "Example: croton bench lenet5 --threads 2 --json",
      subcommands: models.map { command($0) } + [BenchNetworksCommand.self])

    private static func command<App: CrotonApp>(_: App.Type) -> any ParsableCommand.Type {
      ForModel<BenchCommand<App>>.self
    }
  }

  struct Gradcheck: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare a model's gradients with finite differences.",
      discussion: "Example: croton gradcheck lenet5",
      subcommands: models.map { command($0) })

    private static func command<App: CrotonApp>(_: App.Type) -> any ParsableCommand.Type {
      ForModel<GradcheckCommand<App>>.self
    }
  }

  struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the classes that a trained model finds in test images.",
      discussion: "Example: croton predict softmax --load best.safetensors",
      subcommands: models.map { command($0) })

    private static func command<App: CrotonApp>(_: App.Type) -> any ParsableCommand.Type {
      ForModel<PredictCommand<App>>.self
    }
  }
}
