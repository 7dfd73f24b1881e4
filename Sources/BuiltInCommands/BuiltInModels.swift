import CrotonCommandLine

/// The commands of Croton's own program: what to do, and then the model to do it with.
package enum BuiltInModels {
  package static var commands: [any ParsableCommand.Type] {
    [
      Generate.self, Compile.self, Train.self, Sweep.self, Bench.self, Tune.self, Scale.self,
      Evaluate.self,
      Predict.self,
      ReportRunCommand.self, VerifyRunCommand.self, Export.self, Import.self, Gradcheck.self,
      Explain.self, Summary.self,
      DataCommand<AnyData>.self, NewCommand.self,
      FilterDemoCommand.self, MaxPoolDemoCommand.self, ConformanceCommand.self,
      CacheCommand<CrotonProgram>.self, DoctorCommand<CrotonProgram>.self,
    ]
  }

  static let models: [any BuiltInApp.Type] = [
    SoftmaxApp.self, MultilayerPerceptronApp.self, LeNet5App.self, LeNet5Of1998App.self,
    FastMNISTApp.self, SimpleChainsLeNet5App.self,
  ]

  /// The model of a run.
  ///
  /// - Throws: `RunError.noRun`; `BuiltInCommandError.unknownModel` where it is none of Croton's own.
  static func model(of folder: RunFolder) throws -> any BuiltInApp.Type {
    let name = try RunConfiguration(of: folder).model
    guard let model = models.first(where: { $0.name == name }) else {
      throw BuiltInCommandError.unknownModel(
        name, run: folder.path, known: models.map { $0.name })
    }
    return model
  }

  private static func commands(_ task: ModelTask) -> [any ParsableCommand.Type] {
    models.map { task.command(for: $0) }
  }

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a model's C to a folder.",
      discussion: "Example: croton generate lenet5 --output build/c",
      subcommands: commands(.generate))
  }

  struct Compile: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Build a model and keep it in the cache.",
      discussion: "Example: croton compile lenet5",
      subcommands: commands(.compile))
  }

  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train a model.",
      discussion: "Example: croton train lenet5 --epochs 10",
      subcommands: commands(.train))
  }

  struct Sweep: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Train a model with several values of its options, and compare the results.",
      discussion: "Example: croton sweep fast-mnist --vary learning-rate=0.002,0.004,0.008",
      subcommands: commands(.sweep))
  }

  struct Bench: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure a model, or networks of other shapes.",
      discussion: "Example: croton bench lenet5 --threads 2 --json",
      subcommands: commands(.bench) + [BenchNetworksCommand.self])
  }

  struct Tune: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Time the ways of computing a model, and compile it in the fastest from now on.",
      discussion: "Example: croton tune lenet5",
      subcommands: commands(.tune) + [TuneNetworksCommand.self])
  }

  struct Scale: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Predict how fast several processes train a model together.",
      discussion: "Example: croton scale lenet5 --network 100gbe",
      subcommands: commands(.scale))
  }

  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write a trained model's parameters for other programs.",
      discussion: "Example: croton export lenet5 --npz lenet5.npz",
      subcommands: commands(.export))
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a model's parameters from a file of another program.",
      discussion: "Example: croton import lenet5 weights.npz",
      subcommands: commands(.import))
  }

  struct Gradcheck: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare a model's gradients with finite differences.",
      discussion: "Example: croton gradcheck lenet5",
      subcommands: commands(.gradcheck))
  }

  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show what becomes of a model on its way to C.",
      discussion: "Example: croton explain lenet5 --pass fuse-conv-pool",
      subcommands: commands(.explain))
  }

  struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the error and the confusion matrix of a trained model.",
      discussion: "Example: croton evaluate lenet5 --load best.safetensors",
      subcommands: commands(.evaluate))
  }

  struct Summary: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a model's layers, and the arithmetic and memory of a training step.",
      discussion: "Example: croton summary lenet5",
      subcommands: commands(.summary))
  }

  struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a trained model's predictions for files or test examples.",
      discussion: "Example: croton predict softmax --load best.safetensors",
      subcommands: commands(.predict))
  }
}
