import CrotonCommandLine

/// The tutorial's softmax regression on the command line.
package struct SoftmaxApp: BuiltInApp {
  package static let name = SoftmaxRegression.name
  package static var defaults: TrainingOptions { SoftmaxRegression.defaults }

  package init() {}

  package func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier {
    try SoftmaxRegression().classifier(batch, random: &random)
  }
}
