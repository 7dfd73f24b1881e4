import CrotonCommandLine

/// The fast network for MNIST on the command line.
package struct FastMNISTApp: BuiltInApp {
  package static let name = FastMNIST.name
  package static var defaults: TrainingOptions { FastMNIST.defaults }

  package init() {}

  package var network: some Network { return FastMNIST().network }
}
