import Datasets
import Files
import Foundation
import NeuralNetworks

/// The shape of a model's examples and its targets, which are saved with its parameters.
public struct ModelDescription: Sendable, Equatable {
  /// The shape of one example: channels, height, width of an image, or the number of features.
  public let exampleShape: [Int]
  /// The kind of the targets, classes or numbers, with their names.
  public let target: Dataset.Target
  /// The split of the data that the model was trained on, if it is known. An evaluation repeats it,
  /// so that no training example is in its test set.
  public var split: DatasetSplit?
  /// The name of the label column of the table that the model was trained on, if the options said
  /// which it is.
  public var label: String?
  /// The names of the columns that were left out of the table that the model was trained on.
  public var ignored: [String] = []
  /// The feature columns of the table that the model was trained on, if it was.
  public var features: TableFeatures?
  /// The element type of the values that the model was trained on, if it is known.
  public var element: ExampleValues.Element?

  /// A model of examples of the given shape.
  public init(exampleShape: [Int], target: Dataset.Target) {
    self.exampleShape = exampleShape
    self.target = target
  }

  /// The description of a model for a data set, and for the source that it was loaded from.
  public init(of dataset: Dataset, from source: DataSource? = nil) {
    self.init(exampleShape: dataset.exampleShape, target: dataset.target)
    features = dataset.features
    element = dataset.training.values.element
    split = source?.split
    // By their names, which stay where numbers change: in a table without one of the columns.
    label = (source?.table.label).map { dataset.otherColumns?.label ?? $0 }
    ignored = dataset.otherColumns?.ignored ?? source?.table.ignored ?? []
  }

  /// The options that convert images of a folder to the shape of the examples.
  var imageOptions: ImageOptions {
    guard exampleShape.count == 3 else { return ImageOptions() }
    return ImageOptions(
      size: ImageOptions.Size(height: exampleShape[1], width: exampleShape[2]),
      channels: exampleShape[0] == 1 ? .grey : exampleShape[0] == 3 ? .color : .automatic)
  }

  /// The number of values of an example.
  public var exampleSize: Int { exampleShape.reduce(1, *) }

  /// The names of the classes; empty for a regression.
  public var classNames: [String] {
    switch target {
    case .classes(let names): names
    case .numbers: []
    }
  }

  private static let shapeKey = "example_shape"
  private static let classesKey = "classes"
  private static let numbersKey = "numbers"
  private static let splitKey = "split"
  private static let labelKey = "label"
  private static let ignoredKey = "ignored_columns"
  private static let featuresKey = "features"
  private static let elementKey = "element"

  /// The metadata of a file of parameters.
  var metadata: [String: String] {
    get throws {
      var metadata = [Self.shapeKey: try Self.text(exampleShape)]
      switch target {
      case .classes(let names): metadata[Self.classesKey] = try Self.text(names)
      case .numbers(let names): metadata[Self.numbersKey] = try Self.text(names)
      }
      if let split { metadata[Self.splitKey] = try Self.text(split) }
      if let label { metadata[Self.labelKey] = label }
      if !ignored.isEmpty { metadata[Self.ignoredKey] = try Self.text(ignored) }
      if let features { metadata[Self.featuresKey] = try Self.text(features) }
      if let element { metadata[Self.elementKey] = element.rawValue }
      return metadata
    }
  }

  /// The description in the metadata of a file of parameters; `nil` if it has none, as in files of
  /// other programs.
  package init?(metadata: [String: String]) {
    guard let shape = Self.values([Int].self, metadata[Self.shapeKey]),
      !shape.isEmpty, shape.allSatisfy({ 1...1 << 24 ~= $0 }), product(shape) != nil
    else { return nil }
    if let names = Self.values([String].self, metadata[Self.classesKey]) {
      self.init(exampleShape: shape, target: .classes(names))
    } else if let names = Self.values([String].self, metadata[Self.numbersKey]) {
      self.init(exampleShape: shape, target: .numbers(names))
    } else {
      return nil
    }
    split = Self.values(DatasetSplit.self, metadata[Self.splitKey])
    label = metadata[Self.labelKey]
    ignored = Self.values([String].self, metadata[Self.ignoredKey]) ?? []
    features = Self.values(TableFeatures.self, metadata[Self.featuresKey])
    element = metadata[Self.elementKey].flatMap(ExampleValues.Element.init)
    if let features, features.valueCount != exampleSize { return nil }
  }

  private static func text(_ values: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(values), as: UTF8.self)
  }

  private static func values<Values: Decodable>(_: Values.Type, _ text: String?) -> Values? {
    text.flatMap { try? JSONText.decode(Values.self, from: Data($0.utf8)) }
  }

  /// The description in a file of parameters; `nil` if it has none.
  ///
  /// - Parameter path: the file, or the folder of a run; that of the model's newest run if it is
  ///   `nil`.
  /// - Throws: `TrainingError` where the file cannot be read; `ProgramError` where it is another
  ///   model's, or of a network with another head.
  public init?<Model: TrainableModel>(of path: String?, savedBy model: Model.Type) throws {
    try self.init(of: SavedParameters(path: path, model: Model.name), savedBy: model)
  }

  /// The description in a file of parameters; `nil` if it has none.
  init?<Model: TrainableModel>(of saved: SavedParameters, savedBy model: Model.Type) throws {
    guard let known = try saved.description() else { return nil }
    try saved.comparing {
      switch (known.target, Model.task) {
      case (.classes, .classification), (.numbers, .regression): break
      case (.classes, .regression), (.numbers, .classification):
        throw ProgramError.savedHead(
          path: saved.path, found: known.target.summary,
          expected: Model.task == .classification ? "classes" : "numbers")
      }
    }
    self = known
  }
}
