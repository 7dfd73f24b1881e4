import NeuralNetworks
import RandomNumbers

/// A network that tells what class an image belongs to.
///
///     struct Perceptron: ClassificationModel {
///       static let name = "perceptron"
///
///       func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier {
///         let pixels = batch.channels * batch.height * batch.width
///         let hidden = try HiddenLayer(
///           "hidden", random: &random, input: batch.images.flatten(2), inputs: pixels,
///           outputs: 100)
///         let output = try LogisticRegression(
///           "output", input: hidden.output, inputs: 100, classes: batch.classes)
///         return Classifier(output, batch: batch, parameters: hidden.parameters)
///       }
///     }
public protocol ClassificationModel: Sendable {
  /// The name on the command line and of the folder of generated C.
  static var name: String { get }

  /// How the model is trained unless the user says otherwise.
  static var defaults: TrainingOptions { get }

  /// The expressions of the model, its parameters drawn from `random`.
  func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier
}

extension ClassificationModel {
  /// The type's name in words: `my-net` for `MyNet`, `http-net` for `HTTPNet`, `le-net5` for
  /// `LeNet5`. What a generic type is made for does not count.
  public static var name: String { kebabCase("\(Self.self)".prefix { $0 != "<" }) }

  /// The tutorial's settings for LeNet.
  public static var defaults: TrainingOptions { TrainingOptions() }
}
