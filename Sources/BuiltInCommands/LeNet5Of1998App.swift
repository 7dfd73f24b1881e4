import CrotonCommandLine

/// The published LeNet-5 on the command line.
package struct LeNet5Of1998App: BuiltInApp {
  package static let name = LeNet5Of1998.name
  package static var defaults: TrainingOptions { LeNet5Of1998.defaults }

  @Option(
    help: "The cost: the distance from the right digit alone, or with a push away from others.")
  var loss = LeNet5Of1998.Loss.map

  package init() {}

  package func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    try LeNet5Of1998(loss: loss).expressions(batch, random: &random)
  }
}

extension LeNet5Of1998.Loss: ExpressibleByArgument {}
