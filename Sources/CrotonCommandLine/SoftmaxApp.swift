import Croton

/// The tutorial's softmax regression on the command line.
public struct SoftmaxApp: CrotonApp {
  public static let name = SoftmaxRegression.name
  public static var defaults: TrainingOptions { SoftmaxRegression.defaults }

  public init() {}

  public func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier {
    try SoftmaxRegression().classifier(batch, random: &random)
  }
}
