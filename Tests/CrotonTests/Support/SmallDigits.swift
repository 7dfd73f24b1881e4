import Croton

/// A data set of random 4x4 images in two classes, which a network can tell apart by the first pixel.
func smallDigits(training: Int, validation: Int, test: Int) throws -> Dataset {
  var random = try RandomState(seed: 11)
  func images(_ count: Int) throws -> LabeledExamples {
    let pixels = try random.randomSample(count: count * 16).map { Float($0) }
    let labels = (0..<count).map { pixels[$0 * 16] > 0.5 ? Int32(1) : 0 }
    return LabeledExamples(values: .floats(pixels), labels: labels)
  }
  return try Dataset(
    name: "small digits", exampleShape: [1, 4, 4], classes: 2, training: images(training),
    validation: images(validation), test: images(test))
}
