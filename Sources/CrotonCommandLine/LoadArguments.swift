import ArgumentParser

/// The option that names the parameters of a trained model.
struct LoadArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file of parameters, or the folder of a run for its best ones. (default: the newest run in "
        + "runs)",
      discussion: "Options of the model and its data that are not given are those of the run.",
      valueName: "path"))
  var load: String?
}
