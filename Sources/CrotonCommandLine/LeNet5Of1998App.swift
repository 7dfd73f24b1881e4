import ArgumentParser
import Croton

/// The published LeNet-5 on the command line.
public struct LeNet5Of1998App: CrotonApp {
  public static let name = LeNet5Of1998.name
  public static var defaults: TrainingOptions { LeNet5Of1998.defaults }

  @Option(help: "The cost: the distance from the right digit alone, or with a push away from others.")
  var loss = LeNet5Of1998.Loss.map

  public init() {}

  public func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier {
    try LeNet5Of1998(loss: loss).classifier(batch, random: &random)
  }
}

extension LeNet5Of1998.Loss: ExpressibleByArgument {}
