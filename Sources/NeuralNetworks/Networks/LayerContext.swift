import Diagnostics
import Frontend
import GraphIR
import RandomNumbers

/// What layers make and need while a network is applied to its input.
///
/// Parameters register themselves: whatever ``parameter(_:shape:from:fans:given:)`` returns is
/// trained, saved under the layer's name, and counted in the summary.
public struct LayerContext {
  /// Where initial parameters are drawn from.
  public var random: RandomState
  /// Where random numbers of training steps come from, such as those of dropout.
  public var noise: RandomStream
  /// The line of the network that the layer stands in.
  public internal(set) var location: SourceLocation
  /// The name of the layer, with those of the layers around it: `residual1.conv2d2`.
  public internal(set) var path = ""
  /// The parameters so far, in the order of the layers.
  public private(set) var parameters: [Shared<Float>] = []
  /// What is saved besides parameters, such as the running statistics of batch normalisation.
  public private(set) var statistics: [Shared<Float>] = []
  /// What a training step replaces besides parameters.
  public private(set) var updates: [Update] = []
  /// The statistics of the training set, if there is one.
  let trainingSet: TrainingSetStatistics?
  /// The target, for the head.
  var target: Batch.Target?
  /// What the head of a regression predicts, if that is standardised targets.
  var standardizedOutput: StandardizedOutput?
  /// The layers so far.
  var summaries: [LayerSummary] = []
  /// How many layers of a kind there are within the layer around them.
  private var counts: [String: Int] = [:]

  init(
    random: RandomState, trainingSet: TrainingSetStatistics?, at location: SourceLocation
  ) throws {
    self.random = random
    self.trainingSet = trainingSet
    self.location = location
    // Drawn apart, so that the parameters are the same whether there is noise or not.
    var seeds = random
    let seed = try seeds.randint(low: 0, high: 1 << 32, count: 1)
    noise = RandomStream(
      "noise", seed: UInt32(truncatingIfNeeded: seed[0]), file: location.file, line: location.line)
  }

  /// A parameter of the layer.
  ///
  /// - Parameters:
  ///   - name: the parameter's name within the layer, such as `W`.
  ///   - shape: its shape, which a given one must have too.
  ///   - initializer: what a new one starts from.
  ///   - fans: the number of inputs and of outputs of a unit, for initialisers that depend on them.
  ///   - given: a parameter that the layer shares with others, in place of a new one.
  /// - Throws: `ModelError` where a given parameter has another shape, or there is no memory.
  public mutating func parameter(
    _ name: String, shape: Shape, from initializer: Initializer,
    fans: (inputs: Int, outputs: Int) = (1, 1), given: Shared<Float>? = nil
  ) throws -> Shared<Float> {
    let parameter: Shared<Float>
    if let given {
      guard given.shape == shape else {
        throw error(.givenParameter(name, expected: shape, found: given.value.shape))
      }
      parameter = given
    } else {
      parameter = try shared(name, shape, initializer, fans)
    }
    if !parameters.contains(where: { $0.tensor.expression === parameter.tensor.expression }) {
      parameters.append(parameter)
    }
    return parameter
  }

  /// A value that training keeps up to date without a gradient, such as a running mean. It is saved
  /// with the parameters.
  ///
  /// - Parameters:
  ///   - name: its name within the layer.
  ///   - shape: its shape.
  ///   - initializer: what it starts from.
  ///   - update: its next value, from the present one.
  /// - Throws: `ModelError` where there is no memory for it.
  public mutating func statistic(
    _ name: String, shape: Shape, from initializer: Initializer,
    update: (Tensor<Float>) -> Tensor<Float>
  ) throws -> Shared<Float> {
    let value = try shared(name, shape, initializer, (1, 1))
    statistics.append(value)
    updates.append(
      Update(value, to: update(value.tensor), file: location.file, line: location.line))
    return value
  }

  /// A value that no training changes, such as the mean of the training set. It is saved with the
  /// parameters.
  ///
  /// - Parameters:
  ///   - name: its name within the layer.
  ///   - value: the value.
  public mutating func statistic(_ name: String, value: NDArray<Float>) -> Shared<Float> {
    let shared = Shared("\(path).\(name)", value, file: location.file, line: location.line)
    statistics.append(shared)
    return shared
  }

  /// The error of the layer at its line in the network.
  public func error(_ message: String) -> ModelError {
    ModelError([Diagnostic(location: location, message: "'\(path)': \(message)")])
  }

  func error(_ error: NetworkError) -> ModelError { self.error("\(error)") }

  /// Applies a layer under a name of its own.
  mutating func apply(
    _ layer: any Layer, to input: Tensor<Float>, at location: SourceLocation
  ) throws -> Tensor<Float> {
    let outer = (path: path, location: self.location, counts: counts)
    let kind = layer.kind
    let number = counts[kind, default: 0] + 1
    path = (path.isEmpty ? "" : path + ".") + (layer.name ?? "\(kind)\(number)")
    self.location = location
    counts = [:]
    defer {
      (path, self.location, counts) = outer
      if layer.name == nil { counts[kind] = number }
    }
    let (before, layers) = (parameters.count, summaries.count)
    // Operators in the code of a predefined layer belong to the line that the layer stands in,
    // those of a user's own layer to their own.
    let asking = layer is any PredefinedLayer ? location : nil
    let output = try SourceLocation.$asking.withValue(asking) {
      try layer.output(of: input, in: &self)
    }
    guard let shape = output.shape else {
      if input.shape == nil { return output }
      // Here it is still known which layer cannot take its input.
      throw ModelError(
        output.mistakes.map { mistake in
          Diagnostic(
            location: mistake.location, message: "'\(path)': \(mistake.message)",
            notes: mistake.notes)
        })
    }
    if let count = input.shape?.extents.first, shape.extents.first != count {
      throw error(.examples(count: count, found: shape))
    }
    if summaries.count == layers {
      summaries.append(
        LayerSummary(
          name: path, kind: "\(type(of: layer))", output: shape,
          parameters: parameters[before...].map { $0.shape?.elementCount ?? 0 }.reduce(0, +)))
    }
    // A tensor that is handed on keeps its name, and stays what it is to those who know it.
    let isNew = output.expression !== input.expression && output.name == nil
    return isNew ? output.named(path) : output
  }

  private mutating func shared(
    _ name: String, _ shape: Shape, _ initializer: Initializer,
    _ fans: (inputs: Int, outputs: Int)
  ) throws -> Shared<Float> {
    if let problem = initializer.problem { throw error(problem) }
    let (file, line) = (location.file, location.line)
    try ParameterCheck(path, file: file, line: line).check(
      Float.self, drawn: initializer.isRandom ? shape : nil,
      zeros: initializer.isRandom ? [] : [shape])
    let values = try initializer.values(shape, fans: fans, random: &random)
    return Shared(
      "\(path).\(name)", try NDArray(shape: shape, scalars: values, file: file, line: line),
      file: file, line: line)
  }
}
