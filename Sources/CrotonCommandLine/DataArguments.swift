import ArgumentParser
import Croton

/// The options of the model, of its data, and of the compiler.
struct DataArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup(title: "Options of the model") var app: App

  @OptionGroup(title: "Options of the data") var location: SourceArguments

  @OptionGroup(title: "Options of the data") var split: SplitArguments

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

  var compileOptions: CompileOptions {
    get throws { try compilation.options }
  }

  var source: DataSource {
    get throws { try split.source(location.data) }
  }
}
