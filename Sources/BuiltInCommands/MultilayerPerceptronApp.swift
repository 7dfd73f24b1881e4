import CrotonCommandLine

/// The tutorial's multilayer perceptron on the command line.
package struct MultilayerPerceptronApp: BuiltInApp {
  package static let name = MultilayerPerceptron.name
  package static var defaults: TrainingOptions { MultilayerPerceptron.defaults }

  // Twenty times the tutorial's: the hidden layer then has 8 million weights.
  private static let mostHidden = 10_000

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of hidden units.", valueName: "count"))
  var hidden = 500

  @Option(help: "What the hidden units apply to their sums.")
  var activation = Activation.tanh

  package init() {}

  package func validate() throws {
    guard (1...Self.mostHidden).contains(hidden) else {
      let mistake = BuiltInCommandError.hiddenUnits(hidden, largest: Self.mostHidden)
      throw ValidationError("\(mistake)")
    }
  }

  package func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    try MultilayerPerceptron(hidden: hidden, activation: activation)
      .expressions(batch, random: &random)
  }
}

extension Activation: ExpressibleByArgument {}
