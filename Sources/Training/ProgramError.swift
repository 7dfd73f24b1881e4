import Datasets
import Diagnostics
import Files
import GraphIR

/// An error in the use of a model with a data set or with saved parameters.
public indirect enum ProgramError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A minibatch of more examples than one of the sets has.
  case batchSize(Int, largest: Int, set: ExampleSet)
  /// A check with no images, or with too many.
  case imageCount(Int, largest: Int)
  /// Images or classes that the model is not made for.
  case images(model: String, shape: [Int], classes: Int, expected: String)
  /// A factor of a penalty that is negative or too large.
  case penalty(String, Double)
  /// One file for two outputs.
  case sameFile(String, String, String)
  /// A file of the data set that an output would replace.
  case dataFile(String, String)
  /// A file that is read, and that an output would replace.
  case inputFile(String, String)
  /// A name that none of the model's functions has.
  case unknownFunction(String, known: [String])
  /// The parameters of another model.
  case savedByAnother(path: String, model: String, expected: String)
  /// An `.npz` file in place of a checkpoint.
  case savedByNumPy(path: String)
  /// A file without one of the parameters.
  case notSaved(path: String, parameter: String, shape: Shape)
  /// Data with another feature column than the one that the parameters were trained on.
  case savedFeature(path: String, place: Int, found: String?, expected: String?)
  /// A saved parameter of another shape.
  case savedShape(path: String, parameter: String, found: Shape, expected: Shape)
  /// A saved parameter that the network has none for.
  case savedUnknown(path: String, parameter: String)
  /// Saved parameters without a description of the model's examples and targets.
  case notDescribed(path: String)
  /// The parameters of a model for other examples.
  case savedExamples(path: String, found: Shape, expected: Shape)
  /// The parameters of a model with other targets.
  case savedTarget(path: String, found: String, expected: String)
  /// The parameters of a network with another head.
  case savedHead(path: String, found: String, expected: String)
  /// The newest run, which nobody has named, and how its network differs.
  case newestRun(ProgramError)
  /// Numbers as targets for a classifier, or classes for a regression.
  case otherTargets
  /// A file of parameters of neither form, or a damaged one.
  case noParameters(path: String, CheckpointDefect)
  /// A saved parameter with elements of another type.
  case savedType(path: String, parameter: String, found: String, expected: String)
  /// A file that is there and not to be replaced.
  case fileExists(String)
  /// A saved parameter with a number that is NaN or infinite, and where in the parameter.
  case savedNotFinite(path: String, parameter: String, value: Float, position: [Int])
  /// A saved parameter with a number of double precision that is too large for single, and where in
  /// the parameter.
  case savedTooLarge(path: String, parameter: String, value: Double, position: [Int])

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .batchSize(let size, let largest, let set):
      "a batch size of \(size) is not possible; expected 1 to \(largest), the number of examples in "
        + "the \(set.rawValue) set"
    case .imageCount(let count, let largest):
      "\(count) images are not possible; expected 1 to \(largest)"
    case .images(let model, let shape, let classes, let expected):
      "\(model) cannot use images of shape \(Shape(shape)) in \(classes) classes; "
        + "expected \(expected)"
    case .penalty(let name, let factor):
      "the factor of the \(name) cost must be at least 0 and within single precision, "
        + "but \(factor) was given"
    case .sameFile(let path, let first, let second):
      "'\(path)' cannot take \(first) and \(second); expected two files"
    case .dataFile(let path, let what):
      "'\(path)' is a file of the data set; expected another file for \(what)"
    case .inputFile(let path, let what):
      "'\(path)' is the file that is read; expected another file for \(what)"
    case .unknownFunction(let name, let known):
      "a model has no function '\(name)'" + suggestion(for: name, in: known)
    case .savedByAnother(let path, let model, let expected):
      "'\(path.shownAsPath)' has the parameters of \(model.shownAsName); "
        + "expected those of \(expected)"
    case .savedByNumPy(let path):
      "'\(path.shownAsPath)' is an .npz file; expected safetensors ('import' converts it)"
    case .notSaved(let path, let parameter, let shape):
      "'\(path.shownAsPath)' has no parameter '\(parameter)'; expected one of shape \(shape)"
    case .savedFeature(let path, let place, let found, let expected):
      "'\(path.shownAsPath)' was trained on a table with the feature \(place) "
        + "\(found ?? "missing"); the data has \(expected ?? "none") there"
    case .savedShape(let path, let parameter, let found, let expected):
      "'\(path.shownAsPath)' has the parameter '\(parameter)' in shape \(shown(found)); "
        + "expected \(expected)"
    case .savedUnknown(let path, let parameter):
      "'\(path.shownAsPath)' has the parameter '\(parameter)', which the network does not have; "
        + "expected the options that it was trained with"
    case .notDescribed(let path):
      "'\(path.shownAsPath)' does not describe its examples and targets; expected a file that "
        + "'train' has saved"
    case .savedExamples(let path, let found, let expected):
      "'\(path.shownAsPath)' has the parameters for examples of shape \(found); "
        + "the data has \(expected)"
    case .savedTarget(let path, let found, let expected):
      "'\(path.shownAsPath)' has the parameters for \(found); the data has \(expected)"
    case .savedHead(let path, let found, let expected):
      "'\(path.shownAsPath)' has the parameters of a network that predicts \(found); this network "
        + "predicts \(expected)"
    case .newestRun(let difference):
      "the newest run does not fit this network: \(difference); name another with --load"
    case .otherTargets:
      "the model and the data have different kinds of targets; expected classes or numbers in both"
    case .noParameters(let path, let defect):
      "'\(path.shownAsPath)' is neither an .npz archive nor a safetensors file: "
        + defect.description
    case .savedType(let path, let parameter, let found, let expected):
      "'\(path.shownAsPath)' has the parameter '\(parameter.shownAsName)' as \(found); "
        + "expected \(expected)"
    case .fileExists(let path):
      "'\(path.shownAsPath)' exists already; expected another name, or --save to replace it"
    case .savedNotFinite(let path, let parameter, let value, let position):
      "'\(path.shownAsPath)', parameter '\(parameter)': expected finite numbers, "
        + "got \(value) at \(position)"
    case .savedTooLarge(let path, let parameter, let value, let position):
      "'\(path.shownAsPath)', parameter '\(parameter)': \(value) at \(position) is too large for "
        + "single precision; expected at most \(Float.greatestFiniteMagnitude) in absolute value"
    }
  }

  /// Whether the parameters of a file are those of another network.
  var isOfAnotherNetwork: Bool {
    switch self {
    case .notSaved, .savedShape, .savedType, .savedUnknown, .savedHead: true
    default: false
    }
  }

  /// A shape of a file, which can have any number of axes.
  private func shown(_ shape: Shape) -> String {
    shape.rank > 8 ? "\(shape.rank) axes" : "\(shape)"
  }
}
