import ArgumentParser
import Croton

/// The options that say which model it is, what it is put to, and on how many threads.
///
/// A number is whatever follows its option, even behind a minus sign: what is wrong with -1 as a
/// number of threads is better said by whoever knows what threads are.
struct DataArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup(title: "Options of the model") var app: App

  @Option(
    help: ArgumentHelp(
      "A folder of IDX files, a mnist.pkl.gz, or the name fashion-mnist. (default: the MNIST inside)",
      valueName: "path"))
  var data: String?

  @Option(
    parsing: .unconditional, help: "The number of threads. (default: as many as the machine has)")
  var threads: Int?

  func validate() throws {
    try checkUsage { try compileOptions.validate() }
  }

  var compileOptions: CompileOptions { CompileOptions(threads: threads) }

  var source: DataSource {
    get throws { try DataSource(argument: data) }
  }
}
