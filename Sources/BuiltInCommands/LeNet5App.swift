import CrotonCommandLine

/// The tutorial's LeNet on the command line.
package struct LeNet5App: BuiltInApp {
  package static let name = LeNet5.name
  package static var defaults: TrainingOptions { LeNet5.defaults }

  // Fifty times the tutorial's: the second convolution then has 25 million weights.
  private static let mostFilters = 1000

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The number of filters of the two convolutions.", valueName: "count"))
  var nkerns = [20, 50]

  package init() {}

  package func validate() throws {
    guard nkerns.count == 2, nkerns.allSatisfy((1...Self.mostFilters).contains) else {
      let mistake = BuiltInCommandError.filterCounts(nkerns, largest: Self.mostFilters)
      throw ValidationError("\(mistake)")
    }
  }

  package func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    try LeNet5(filters: (nkerns[0], nkerns[1])).expressions(batch, random: &random)
  }
}
