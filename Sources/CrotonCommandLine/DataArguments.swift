import ArgumentParser
import Croton

/// The options that say which model it is, what it is put to, and how its functions are compiled.
struct DataArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup(title: "Options of the model") var app: App

  @Option(
    help: ArgumentHelp(
      "A folder of IDX files, a mnist.pkl.gz, or the name fashion-mnist. "
        + "(default: the MNIST inside)",
      valueName: "path"))
  var data: String?

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

  var compileOptions: CompileOptions {
    get throws { try compilation.options }
  }

  var source: DataSource {
    get throws { try DataSource(argument: data) }
  }
}
