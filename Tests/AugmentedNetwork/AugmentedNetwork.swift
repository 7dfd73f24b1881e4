import CrotonCommandLine

/// A network for tests of several processes, with what draws numbers for each image.
@main struct AugmentedNetwork: CrotonApp {
  var network: some Network {
    RandomShift(2)
    RandomRotation(degrees: 10)
    Conv2d(4, kernel: 5, activation: .relu)
    BatchNorm()
    MaxPool2d(2)
    ConvPool2d(6, kernel: 5)
    Flatten()
    Dropout(0.25)
    Dense(30, activation: .tanh)
    SoftmaxClassifier()
  }
}
