import CrotonCommandLine

/// A network with a mistake: in a layer's shape, or in an operator's.
@main struct Broken: CrotonApp {
  @Flag(help: "Make the mistake in an operator.")
  var inOperator = false

  func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    var pixels = batch.images.flatten(2)
    if inOperator {
      let offsets = Tensor<Float>.placeholder("offsets", shape: [3])
      pixels = pixels + offsets
    } else {
      let layer = try LeNetConvPoolLayer(
        "layer", random: &random, input: batch.images, filterShape: [4, 3, 5, 5])
      pixels = layer.output.flatten(2)
    }
    let output = try LogisticRegression(
      "output", input: pixels, inputs: batch.height * batch.width, classes: batch.classes)
    return ModelExpressions(output, batch: batch, parameters: [])
  }
}
