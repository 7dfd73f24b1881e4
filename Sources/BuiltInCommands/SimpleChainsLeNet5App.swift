import CrotonCommandLine

/// SimpleChains.jl's LeNet-5 on the command line.
package struct SimpleChainsLeNet5App: BuiltInApp {
  package static let name = SimpleChainsLeNet5.name
  package static var defaults: TrainingOptions { SimpleChainsLeNet5.defaults }

  package init() {}

  package var network: some Network { return SimpleChainsLeNet5().network }
}
