import Croton
import NeuralNetworks
import TestSupport

/// Networks of a few layers, with numbers of any size.
struct RandomLayers {
  private struct Stacked<Head: NetworkHead>: TrainableModel {
    let layers: LayerStack
    let head: Head
    var network: some Network {
      layers
      head
    }
  }

  private static let extents = [0, 1, 2, 3, 4, 8, -1, 1 << 40, 1 << 62, .max, .min]
  private static let numbers: [Double] = [
    0, 1, -1, 0.5, 0.1, 0x1p31, 0x1p62, 1e300, 1e-300, .nan, .infinity, -.infinity,
    .greatestFiniteMagnitude, .leastNonzeroMagnitude,
  ]

  var generator: SeededGenerator

  private mutating func bool() -> Bool { .random(using: &generator) }
  private mutating func int(_ range: ClosedRange<Int>) -> Int {
    .random(in: range, using: &generator)
  }
  /// A number that makes sense more often than not.
  private mutating func extent(_ usual: ClosedRange<Int> = 1...4) -> Int {
    int(0...3) > 0 ? int(usual) : Self.extents.randomElement(using: &generator) ?? 1
  }
  private mutating func number(_ usual: Double = 0.5) -> Double {
    int(0...3) > 0 ? usual : Self.numbers.randomElement(using: &generator) ?? usual
  }
  private mutating func activation() -> Activation {
    Activation.allCases.randomElement(using: &generator) ?? .none
  }
  private mutating func convention() -> GradientConvention { bool() ? .common : .theano }
  private mutating func border() -> ImageBorder { bool() ? .zeros : .edge }
  private mutating func initializer() -> Initializer {
    switch int(0...4) {
    case 0: .glorot
    case 1: .he
    case 2: .normal(deviation: number())
    case 3: .uniform(bound: number())
    default: .constant(Float(number()))
    }
  }
  private mutating func padding() -> ConvolutionPadding {
    switch int(0...4) {
    case 0: .valid
    case 1: .full
    case 2: .half
    case 3: .symmetric(rows: extent(), columns: extent())
    default: .explicit(top: extent(), bottom: extent(), left: extent(), right: extent())
    }
  }
  private mutating func given() -> Shared<Float>? {
    int(0...5) > 0 ? nil : Shared("given", NDArray([Float](repeating: 1, count: int(0...4))))
  }

  /// A layer that holds no others.
  private mutating func layer() -> any Layer {
    switch int(0...26) {
    case 0: return Flatten()
    case 1:
      return Dense(
        extent(), activation: activation(), initializer: bool() ? nil : initializer(), W: given(),
        b: given(), convention: convention())
    case 2, 3:
      return Conv2d(
        extent(), kernel: extent(1...3), padding: padding(), stride: extent(1...2),
        dilation: extent(1...2), groups: bool() ? 1 : extent(), bias: bool(),
        activation: activation(), initializer: bool() ? nil : initializer(), W: given(),
        b: given(), convention: convention())
    case 4:
      return ConvPool2d(
        extent(), kernel: extent(1...3), pool: extent(1...2), activation: activation(),
        initializer: bool() ? nil : initializer(), W: given(), b: given(),
        convention: convention())
    case 5:
      return DepthwiseConv2d(
        kernel: extent(1...3), multiplier: extent(), padding: padding(), stride: extent(1...2),
        bias: bool(), activation: activation(), initializer: bool() ? nil : initializer(),
        convention: convention())
    case 6: return MaxPool2d(extent(), stride: bool() ? nil : extent(), padding: extent(0...1))
    case 7: return AveragePool2d(extent(), stride: bool() ? nil : extent(), padding: extent(0...1))
    case 8: return GlobalPool2d(bool() ? .average : .max, convention: convention())
    case 9: return BatchNorm(momentum: Float(number()), epsilon: Float(number()))
    case 10: return LayerNorm(epsilon: Float(number()))
    case 11: return Dropout(Float(number()))
    case 12: return NeuralNetworks.Input(features: extent(3...3))
    case 26: return NeuralNetworks.Input(channels: extent(3...3), height: extent(), width: 8)
    case 13: return activation()
    case 14:
      return ColorJitter(brightness: number(), contrast: number(), saturation: number())
    case 15: return Cutout(extent())
    case 16: return Normalize()
    case 17: return RandomCrop(height: extent(), width: extent())
    case 18: return RandomFlip(horizontal: bool(), vertical: bool())
    case 19: return RandomRotation(degrees: number(), border: border())
    case 20: return RandomShift(extent(), border: border())
    case 21: return RandomShift(fraction: number(), border: border())
    case 22: return RandomZoom(number(), border: border())
    case 23: return Rescale(number(), offset: number())
    case 24: return Whiten(bool() ? nil : extent(), epsilon: number())
    default:
      let (axes, factor) = ([extent()], Float(number()))
      return Lambda { $0.sum(axes: axes, keepingDimensions: true) * factor }
    }
  }

  private mutating func stack(depth: Int = 0) -> LayerStack {
    var stack = LayerBuilder.buildBlock()
    for _ in 0..<int(0...3) {
      let next: LayerStack
      switch depth < 3 ? int(0...11) : 11 {
      case 0:
        let inner = self.stack(depth: depth + 1)
        next = LayerBuilder.buildExpression(Sequential { inner })
      case 1:
        let inner = self.stack(depth: depth + 1)
        let shortcut = self.stack(depth: depth + 1)
        next = LayerBuilder.buildExpression(
          Residual {
            inner
          } shortcut: {
            shortcut
          })
      case 2:
        let inner = self.stack(depth: depth + 1)
        next = LayerBuilder.buildExpression(Concatenate(axis: extent()) { inner })
      default:
        next = LayerBuilder.buildExpression(layer())
      }
      stack = LayerBuilder.buildPartialBlock(accumulated: stack, next: next)
    }
    return stack
  }

  private mutating func flatStack() -> LayerStack {
    let layers = stack()
    return LayerBuilder.buildPartialBlock(
      accumulated: layers, next: LayerBuilder.buildExpression(Flatten()))
  }

  /// The cost of a random network over a minibatch, and the targets that it reads.
  mutating func cost() throws -> (cost: Tensor<Float>, inputs: [any TensorConvertible]) {
    let x = Tensor<Float>.placeholder("x", shape: [5, 3, 8, 8])
    let labels = Tensor<Int32>.placeholder("y", shape: [5])
    let batch = Batch(images: x, labels: labels, classes: 4)
    let values = Tensor<Float>.placeholder("t", shape: [5, 2])
    let numbers = Batch(inputs: x, target: .numbers(values, count: extent(2...2)))
    let expressions = try expressions(batch, numbers)
    return (expressions.cost, [x, labels, values])
  }

  private mutating func expressions(_ batch: Batch, _ numbers: Batch) throws -> ModelExpressions {
    var random = try RandomState(seed: int(0...100))
    let layers = bool() ? flatStack() : stack()
    switch int(0...3) {
    case 0:
      let head = HingeClassifier(classes: bool() ? nil : extent(), initializer: initializer())
      return try Stacked(layers: layers, head: head).expressions(batch, random: &random)
    case 1:
      let head = LinearRegression(
        outputs: bool() ? nil : extent(), loss: bool() ? .meanSquaredError : .meanAbsoluteError,
        initializer: initializer(), standardizesTargets: bool())
      return try Stacked(layers: layers, head: head).expressions(numbers, random: &random)
    default:
      let head = SoftmaxClassifier(
        classes: bool() ? nil : extent(), labelSmoothing: bool() ? 0 : Float(number()),
        initializer: initializer())
      return try Stacked(layers: layers, head: head).expressions(batch, random: &random)
    }
  }
}
