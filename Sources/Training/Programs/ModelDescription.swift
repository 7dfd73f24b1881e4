import Datasets
import Foundation

/// What a model takes and what it tells, which is saved with its parameters.
public struct ModelDescription: Sendable, Equatable {
  /// The shape of one example: channels, height, width of an image, or the number of features.
  public let exampleShape: [Int]
  /// What the model has learnt: classes or numbers, with their names.
  public let target: Dataset.Target

  /// A model of examples of the given shape.
  public init(exampleShape: [Int], target: Dataset.Target) {
    self.exampleShape = exampleShape
    self.target = target
  }

  /// What a model for a data set takes and tells.
  public init(of dataset: Dataset) {
    self.init(exampleShape: dataset.exampleShape, target: dataset.target)
  }

  /// How pictures of a folder are brought to the shape of the examples.
  var imageOptions: ImageOptions {
    guard exampleShape.count == 3 else { return ImageOptions() }
    return ImageOptions(
      size: ImageOptions.Size(height: exampleShape[1], width: exampleShape[2]),
      channels: exampleShape[0] == 1 ? .grey : exampleShape[0] == 3 ? .color : .automatic)
  }

  /// The number of values of an example.
  public var exampleSize: Int { exampleShape.reduce(1, *) }

  /// The names of the classes; none where numbers are told.
  public var classNames: [String] {
    switch target {
    case .classes(let names): names
    case .numbers: []
    }
  }

  private static let shapeKey = "example_shape"
  private static let classesKey = "classes"
  private static let numbersKey = "numbers"

  /// The strings that a file of parameters keeps it in.
  var metadata: [String: String] {
    get throws {
      var metadata = [Self.shapeKey: try Self.text(exampleShape)]
      switch target {
      case .classes(let names): metadata[Self.classesKey] = try Self.text(names)
      case .numbers(let names): metadata[Self.numbersKey] = try Self.text(names)
      }
      return metadata
    }
  }

  /// What a file of parameters says, or nothing where it says nothing, as files that were made
  /// elsewhere.
  init?(metadata: [String: String]) {
    guard let shape = Self.values([Int].self, metadata[Self.shapeKey]),
      !shape.isEmpty, shape.allSatisfy({ 1...1 << 24 ~= $0 })
    else { return nil }
    if let names = Self.values([String].self, metadata[Self.classesKey]) {
      self.init(exampleShape: shape, target: .classes(names))
    } else if let names = Self.values([String].self, metadata[Self.numbersKey]) {
      self.init(exampleShape: shape, target: .numbers(names))
    } else {
      return nil
    }
  }

  private static func text(_ values: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
  }

  private static func values<Values: Decodable>(_: Values.Type, _ text: String?) -> Values? {
    text.flatMap { try? JSONDecoder().decode(Values.self, from: Data($0.utf8)) }
  }

  /// What the model of a file of parameters takes and tells, or nothing where the file does not say
  /// so.
  ///
  /// - Throws: `TrainingError` where the file cannot be read; `ProgramError` where it is another
  ///   model's.
  public init?<Model: TrainableModel>(of path: String, savedBy model: Model.Type) throws {
    guard let known = try SavedParameters(path: path, model: Model.name).description() else {
      return nil
    }
    self = known
  }
}
