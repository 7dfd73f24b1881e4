import CrotonCommandLine

/// The tutorial's softmax regression on the command line.
package struct SoftmaxApp: BuiltInApp {
  package static let name = SoftmaxRegression.name
  package static var defaults: TrainingOptions { SoftmaxRegression.defaults }

  package init() {}

  package func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    try SoftmaxRegression().expressions(batch, random: &random)
  }
}
