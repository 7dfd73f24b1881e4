import ArgumentParser
import Croton

/// The location of a data source; the rest of its options are ``SplitArguments``.
package struct SourceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file or folder of data, or the name fashion-mnist. (default: the MNIST inside)",
      valueName: "path"))
  var data: String?

  package init() {}
}
