import CrotonCommandLine

/// The published LeNet-5 on the command line.
package struct LeNet5Of1998App: BuiltInApp {
  package static let name = LeNet5Of1998.name
  package static var defaults: TrainingOptions { LeNet5Of1998.defaults }

  @Option(
    help: "The cost: the distance from the right digit alone, or with a push away from others.")
  var loss = LeNet5Of1998.Loss.map

  package init() {}

  package func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier {
    try LeNet5Of1998(loss: loss).classifier(batch, random: &random)
  }
}

extension LeNet5Of1998.Loss: ExpressibleByArgument {}
