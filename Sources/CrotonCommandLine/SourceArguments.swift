import ArgumentParser
import Croton

/// The options of a data source and its location.
package struct SourceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file or folder of data, or the name fashion-mnist. (default: the MNIST inside)",
      valueName: "path"))
  var data: String?

  @OptionGroup var split: SplitArguments

  package init() {}

  /// - Throws: `DatasetError` where nothing lies at the path.
  package var source: DataSource {
    get throws { try split.source(data) }
  }
}
