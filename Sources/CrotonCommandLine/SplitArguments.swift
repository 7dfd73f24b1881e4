import ArgumentParser
import Croton

/// The options that say what data means, and how it is split.
package struct SplitArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The fraction of the training examples that validate, as in 0.1.", valueName: "fraction"))
  var validation: Double?

  @Option(
    help: ArgumentHelp(
      "The split of all examples into training, validation and test set.",
      discussion:
        "Three fractions, as in 0.8,0.1,0.1, or a file with a line for each example: training, "
        + "validation or test. (default: as the data has it; of what it has not, a tenth is drawn)",
      valueName: "fractions|file"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "The column of a table that is to be learnt: its name, or its number from 1 on. "
        + "(default: the one that is called label, class, target or y, or the last)",
      valueName: "column"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "The size that pictures of a folder are brought to, as in 64x64: height and width in pixels.",
      valueName: "size"))
  var imageSize: ImageOptions.Size?

  @Option(
    help: "The channels of pictures of a folder: automatic (grey where all are), grey or color.")
  var channels = ImageOptions.Channels.automatic

  package init() {}

  /// The source that a path names, with what the options say.
  ///
  /// - Throws: `DatasetError` where nothing lies at the path.
  package func source(_ path: String?) throws -> DataSource {
    var source = try DataSource(argument: path)
    source.split = DatasetSplit(method: split.map(Self.method) ?? .source, validation: validation)
    source.table.label = label
    source.images = ImageOptions(size: imageSize, channels: channels)
    return source
  }

  /// Three numbers with commas between them are fractions; everything else is a file.
  private static func method(_ text: String) -> DatasetSplit.Method {
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double(String($0)) }
    guard numbers.count == 3, let training = numbers[0], let validation = numbers[1],
      let test = numbers[2]
    else { return .file(text) }
    return .fractions(training: training, validation: validation, test: test)
  }
}

extension ImageOptions.Channels: ExpressibleByArgument {}

extension ImageOptions.Size: ExpressibleByArgument {
  /// A height and a width with an x between them.
  public init?(argument: String) {
    let numbers = argument.split(separator: "x", omittingEmptySubsequences: false)
      .map { Int(String($0)) }
    guard numbers.count == 2, let height = numbers[0], let width = numbers[1] else { return nil }
    self.init(height: height, width: width)
  }
}
