import Croton
import Testing

/// What is said about layers that do not fit, word for word.
@Suite struct NetworkErrorTests {
  /// The message about layers before a softmax, and how many lines after the call of this function
  /// the line is that it names.
  private func message(
    channels: Int = 3, line: Int = #line, @LayerBuilder _ layers: () -> LayerStack
  ) -> String {
    let batch = Batch(
      images: .placeholder("x", shape: [5, channels, 8, 8]), labels: .placeholder("y", shape: [5]),
      classes: 4)
    return message(of: Stacked(layers: layers()), batch, line: line)
  }

  private func message(
    of model: some TrainableModel, _ batch: Batch, line: Int
  ) -> String {
    do {
      var random = try RandomState(seed: 1)
      let expressions = try model.expressions(batch, random: &random)
      _ = try compile(
        inputs: [batch.images, batch.labels], outputs: [expressions.cost], options: .testing())
      return "nothing"
    } catch {
      let text = "\(error)"
      let prefix = "CrotonTests/NetworkErrorTests.swift:"
      guard text.hasPrefix(prefix) else { return text }
      let rest = text.dropFirst(prefix.count)
      let number = rest.prefix(while: \.isNumber)
      return "+\((Int(number) ?? 0) - line)\(rest.dropFirst(number.count))"
    }
  }

  private struct Stacked: TrainableModel {
    let layers: LayerStack
    var network: some Network {
      layers
      Flatten()
      SoftmaxClassifier()
    }
  }

  @Test func layersThatDoNotFitSayBothShapesAndTheirLine() {
    let dense = message {
      Conv2d(4, kernel: 3)
      Dense(10)
    }
    #expect(
      dense == "+2: error: 'dense1': the input has the shape (5, 4, 6, 6); "
        + "expected (N, features). Flatten() before the layer makes feature vectors")
    let convolution = message {
      Flatten()
      Conv2d(4, kernel: 3)
    }
    #expect(
      convolution == "+2: error: 'conv2d1': the input has the shape (5, 192); "
        + "expected (N, channels, height, width)")
    let input = message { Input(features: 12) }
    #expect(
      input == "+0: error: 'input1': the data has examples of the shape (3, 8, 8); expected (12,)")
    let filters = message { Conv2d(4, kernel: 9) }
    #expect(
      filters == "+0: error: 'conv2d1': conv2d: the filters (4, 3, 9, 9) do not fit in the input "
        + "(5, 3, 8, 8); expected at least one output along H and W")
    let windows = message { MaxPool2d(9) }
    #expect(
      windows == "+0: error: 'maxPool2d1': maxPool2d: windows [9, 9] do not fit in the input "
        + "(5, 3, 8, 8); expected at least one window along H and W")
    let pooled = message { ConvPool2d(4, kernel: 3, pool: 0) }
    #expect(
      pooled == "+0: error: 'convPool2d1': the pooling window's extent is 0; expected at least 1")
    let whitened = message { Whiten(500) }
    #expect(
      whitened == "+0: error: 'whiten1': the number of components is 500; expected 1 to 192")
    let blownUp = message { Whiten(epsilon: -1) }
    #expect(
      blownUp
        == "+0: error: 'whiten1': the epsilon is -1.0; expected a finite number of at least 0")
    let large = message(channels: 100) { Whiten() }
    #expect(
      large
        == "+0: error: 'whiten1': the number of values of an example is 6400; expected 1 to 4096")
    let residual = message { Residual { Conv2d(4, kernel: 3) } }
    #expect(
      residual == "+0: error: 'residual1': the layers make (5, 4, 6, 6) of (5, 3, 8, 8); "
        + "expected the input's own shape, or a shortcut that makes the output's")
    let branches = message {
      Concatenate {
        Conv2d(4, kernel: 3)
        Conv2d(4, kernel: 1)
      }
    }
    #expect(
      branches == "+1: error: 'concatenate1': the branches have the shapes (5, 4, 6, 6) and "
        + "(5, 4, 8, 8); expected equal extents but along the axis they are joined on")
  }

  @Test func hugeNumbersDoNotTrap() {
    let filters = message { Conv2d(.max, kernel: 3) }
    #expect(filters.hasPrefix("+0: error: "), "\(filters)")
    let kernel = message { Conv2d(2, kernel: 1 << 40) }
    #expect(kernel.hasPrefix("+0: error: "), "\(kernel)")
    let multiplier = message { DepthwiseConv2d(kernel: 3, multiplier: .max) }
    #expect(multiplier.hasPrefix("+0: error: "), "\(multiplier)")
  }

  @Test func impossibleNumbersAreNamed() {
    let units = message {
      Flatten()
      Dense(0)
    }
    #expect(units == "+2: error: 'dense1': the number of units is 0; expected at least 1")
    let filters = message { Conv2d(0, kernel: 3) }
    #expect(filters == "+0: error: 'conv2d1': the number of filters is 0; expected at least 1")
    let kernel = message { Conv2d(2, kernel: 0) }
    #expect(kernel == "+0: error: 'conv2d1': the kernel's extent is 0; expected at least 1")
    let groups = message { Conv2d(4, kernel: 3, groups: 2) }
    #expect(
      groups == "+0: error: 'conv2d1': 2 groups of 3 channels and 4 filters; "
        + "expected a number that divides both")
    let rate = message { Dropout(1) }
    #expect(
      rate == "+0: error: 'dropout1': the rate is 1.0; expected at least 0 and less than 1")
    let nothing = message { Concatenate {} }
    #expect(
      nothing == "+0: error: 'concatenate1': there is no branch; expected at least one layer")
    let axis = message { Concatenate(axis: 0) { Activation.relu } }
    #expect(
      axis == "+0: error: 'concatenate1': the branches of the shape (5, 3, 8, 8) cannot be joined "
        + "along axis 0; expected an axis after that of the minibatch")
    let momentum = message { BatchNorm(momentum: 2) }
    #expect(momentum == "+0: error: 'batchNorm1': the momentum is 2.0; expected 0 to 1")
    let epsilon = message { LayerNorm(epsilon: 0) }
    #expect(
      epsilon == "+0: error: 'layerNorm1': the epsilon is 0.0; expected a finite number above 0")
    let bound = message { Conv2d(2, kernel: 3, initializer: .uniform(bound: .infinity)) }
    #expect(
      bound == "+0: error: 'conv2d1': the initial bound is inf; "
        + "expected a finite number of at least 0")
    let head = message { Sequential { SoftmaxClassifier() } }
    #expect(
      head == "+0: error: 'sequential1.softmaxClassifier1': the layer stands among others; "
        + "expected it at the end of a network")
    let W = Shared("W", NDArray<Float>(1))
    let given = message {
      Flatten()
      Dense(10, W: W)
    }
    #expect(
      given == "+2: error: 'dense1': the given W has the shape (); expected (192, 10)")
    let bias = message { Conv2d(4, kernel: 3, bias: false, b: Shared("b", NDArray<Float>(1))) }
    #expect(
      bias == "+0: error: 'conv2d1': a bias is given to a layer without one; "
        + "expected no 'b', or no 'bias: false'")
  }

  @Test func augmentationsThatAreImpossibleAreNamed() {
    #expect(
      message { RandomShift(-1) }
        == "+0: error: 'randomShift1': the shift is -1; expected 0 to 8")
    #expect(
      message { RandomShift(fraction: 1.5) }
        == "+0: error: 'randomShift1': the shift is 1.5; expected 0 to 1")
    #expect(
      message { Cutout(9) } == "+0: error: 'cutout1': the size is 9; expected 1 to 8")
    #expect(
      message { RandomCrop(height: 9, width: 8) }
        == "+0: error: 'randomCrop1': the crop's height is 9; expected 1 to 8")
    #expect(
      message { RandomRotation(degrees: 181) }
        == "+0: error: 'randomRotation1': the rotation is 181.0; expected 0 to 180 degrees")
    #expect(
      message { RandomZoom(1) }
        == "+0: error: 'randomZoom1': the zoom is 1.0; expected at least 0 and less than 1")
    #expect(
      message { ColorJitter(contrast: -0.1) }
        == "+0: error: 'colorJitter1': the contrast is -0.1; expected 0 to 1")
    #expect(
      message { Rescale(.infinity) }
        == "+0: error: 'rescale1': the scale is inf; expected a finite number")
    let features = message {
      Flatten()
      RandomFlip()
    }
    #expect(
      features == "+2: error: 'randomFlip1': the input has the shape (5, 192); "
        + "expected (N, channels, height, width)")
  }

  @Test func layersThatLoseTheMinibatchAreNamed() {
    let sum = message { Lambda { $0.sum(axes: [0]) } }
    #expect(
      sum == "+0: error: 'lambda1': the output has the shape (3, 8, 8); "
        + "expected one row for each of the 5 examples")
  }
}
