import CrotonCommandLine

/// A network for handwritten digits, of 1,554 parameters.
@main struct Digits: CrotonApp {
  var network: some Network {
    Conv2d(4, kernel: 5, activation: .relu)
    MaxPool2d(4)
    Flatten()
    SoftmaxClassifier()
  }
}
