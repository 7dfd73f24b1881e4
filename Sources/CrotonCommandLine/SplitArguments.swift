import ArgumentParser
import Croton
import Foundation

/// The options of a data source: its split, the label and ignored columns of a table, the images of
/// a folder.
package struct SplitArguments: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The size of the validation set, as a fraction of the examples outside the test set; or test, "
        + "to train on all of these and validate by the test set.",
      valueName: "fraction|test"))
  var validation: ValidationArgument?

  @Option(
    help: ArgumentHelp(
      "The split of all examples into training, validation and test set.",
      discussion:
        "Three fractions, as in 0.8,0.1,0.1, or a file with a line for each example: training, "
        + "validation or test. (default: the sets of the data; a tenth for a missing one)",
      valueName: "fractions|file"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "The label column of a table: its name, or its number from 1. "
        + "(default: label, class, target or y; else the only one beside pixels, or the last)",
      valueName: "column"))
  var label: String?

  @Option(
    help: ArgumentHelp(
      "Columns of a table to leave out, such as an ID: names, or numbers from 1.",
      discussion: "A column whose name has a comma is given by its number.",
      valueName: "column,...")
  )
  var ignore: String?

  @Option(
    help: ArgumentHelp(
      "The size to which images of a folder are resized: height x width in pixels, as in 64x64.",
      valueName: "size"))
  var imageSize: ImageOptions.Size?

  @Option(
    help: "The channels of images of a folder: automatic (grey if all are grey), grey or color.")
  var channels = ImageOptions.Channels.automatic

  package init() {}

  package func validate() throws {
    guard let split else { return }
    if case .test = validation { throw ValidationError("\(CommandLineError.splitAndTest)") }
    let numbers = Self.numbers(split)
    // A file may be called 0.8 as well.
    guard numbers.count != 3, !numbers.contains(nil), !FileManager.default.fileExists(atPath: split)
    else { return }
    throw ValidationError("\(CommandLineError.splitFractions(split))")
  }

  /// The source at a path, with these options.
  ///
  /// - Throws: `DatasetError` where nothing lies at the path.
  package func source(_ path: String?) throws -> DataSource {
    var source = try DataSource(argument: path)
    source.split =
      switch validation {
      case .test: DatasetSplit(method: .testAsValidation)
      case .fraction(let size):
        DatasetSplit(method: split.map(Self.method) ?? .source, validation: size)
      case nil: DatasetSplit(method: split.map(Self.method) ?? .source)
      }
    source.table.label = label
    source.table.ignored = ignore?.split(separator: ",").map(String.init) ?? []
    source.images = ImageOptions(size: imageSize, channels: channels)
    return source
  }

  /// Three numbers separated by commas are fractions; everything else is a file.
  private static func method(_ text: String) -> DatasetSplit.Method {
    let numbers = numbers(text)
    guard numbers.count == 3, let training = numbers[0], let validation = numbers[1],
      let test = numbers[2]
    else { return .file(text) }
    return .fractions(training: training, validation: validation, test: test)
  }

  private static func numbers(_ text: String) -> [Double?] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { Double(String($0)) }
  }
}

/// The validation set that a user asks for.
enum ValidationArgument: ExpressibleByArgument {
  /// A fraction of the examples outside the test set.
  case fraction(Double)
  /// The test set.
  case test

  init?(argument: String) {
    if argument == "test" {
      self = .test
    } else if let size = Double(argument) {
      self = .fraction(size)
    } else {
      return nil
    }
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
