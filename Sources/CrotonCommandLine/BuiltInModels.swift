import ArgumentParser
import Croton

/// The commands of Croton's own program: what to do, and then the model to do it with.
public enum BuiltInModels {
  public static var commands: [any ParsableCommand.Type] {
    [Generate.self, Compile.self, Train.self, Bench.self]
  }

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a model's C to a folder.",
      discussion: "Example: croton generate lenet5 --output build/c",
      subcommands: [ForModel<GenerateCommand<LeNet5App>>.self])
  }

  struct Compile: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Build a model and keep it in the cache.",
      discussion: "Example: croton compile lenet5",
      subcommands: [ForModel<CompileCommand<LeNet5App>>.self])
  }

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train a model.",
      discussion: "Example: croton train lenet5 --epochs 10 --save best.safetensors",
      subcommands: [ForModel<TrainCommand<LeNet5App>>.self])
  }

  struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure a model.",
      discussion: "Example: croton bench lenet5 --threads 2 --json",
      subcommands: [ForModel<BenchCommand<LeNet5App>>.self])
  }
}
