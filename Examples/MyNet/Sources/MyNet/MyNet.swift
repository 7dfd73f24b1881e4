import CrotonCommandLine

/// A small LeNet: one convolution and pooling layer, one hidden layer, a softmax.
@main struct MyNet: CrotonApp {
  @Option(help: "The number of filters of the convolution.")
  var filters = 8

  @Option(help: "The number of hidden units.")
  var hidden = 100

  func validate() throws {
    guard (1...1000).contains(filters), (1...10_000).contains(hidden) else {
      throw ValidationError("expected 1 to 1000 filters and 1 to 10000 hidden units.")
    }
  }

  func classifier(_ batch: ImageBatch, random: inout RandomState) throws -> Classifier {
    let convolution = try LeNetConvPoolLayer(
      "convolution", random: &random, input: batch.images,
      filterShape: [filters, batch.channels, 5, 5])
    let features = convolution.output.flatten(2)
    let layer = try HiddenLayer(
      "hidden", random: &random, input: features,
      inputs: filters * ((batch.height - 4) / 2) * ((batch.width - 4) / 2), outputs: hidden)
    let output = try LogisticRegression(
      "output", input: layer.output, inputs: hidden, classes: batch.classes)
    return Classifier(
      output, batch: batch, parameters: convolution.parameters + layer.parameters)
  }
}
