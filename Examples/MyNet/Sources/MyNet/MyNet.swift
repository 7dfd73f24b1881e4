import CrotonCommandLine

/// A small network: one convolution and pooling layer, one hidden layer, a softmax.
@main struct MyNet: CrotonApp {
  @Option(help: "The number of filters of the convolution.")
  var filters = 8

  @Option(help: "The number of hidden units.")
  var hidden = 100

  var network: some Network {
    Conv2d(filters, kernel: 5, activation: .tanh)
    MaxPool2d(2)
    Flatten()
    Dense(hidden, activation: .tanh)
    SoftmaxClassifier()
  }
}
