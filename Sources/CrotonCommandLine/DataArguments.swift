import ArgumentParser
import Croton

/// The options that say which model it is, what it is put to, and how its functions are compiled.
struct DataArguments<App: CrotonApp>: ParsableArguments {
  @OptionGroup(title: "Options of the model") var app: App

  @OptionGroup(title: "Options of the data") var data: SourceArguments

  @OptionGroup(title: "Options of the compiler") var compilation: CompilationArguments

  var compileOptions: CompileOptions {
    get throws { try compilation.options }
  }

  var source: DataSource {
    get throws { try data.source }
  }
}
