import Compiler
import Datasets
import Diagnostics
import Frontend
import GraphIR
import NeuralNetworks
import RandomNumbers

/// Checks the gradients that a model is trained with.
///
///     let report = try ModelGradientCheck(model: LeNet5(), data: .embeddedMNIST).run()
///     print(report)
///
/// Examples and what is to be learnt of them are random, and parameters are moved away from where
/// they start: in the black borders of real images maxima are tied, of which each gets the whole
/// gradient, and weights that start as zeros let no gradient through to the layers before them.
public struct ModelGradientCheck<Model: TrainableModel>: Sendable {
  /// Some times what a check needs.
  public static var mostImages: Int { 1000 }

  private static var displacement: Double { 0.05 }

  /// The network whose gradients are checked.
  public var model: Model
  /// Where the shape of an image and the number of classes come from.
  public var data: DataSource
  /// The number of images.
  public var images: Int
  /// The seed of the initial parameters, the images and the directions.
  public var seed: Int
  /// The number of directions for each parameter.
  public var directions: Int
  /// The largest relative error that is allowed.
  public var tolerance: Double
  /// How the functions of the check are compiled.
  public var compileOptions: CompileOptions

  /// A check that ``run()`` makes; ``validate()`` checks its settings.
  public init(
    model: Model, data: DataSource, images: Int = 2, seed: Int = Model.defaults.seed,
    directions: Int = 3, tolerance: Double = 1e-6, compileOptions: CompileOptions = CompileOptions()
  ) {
    self.model = model
    self.data = data
    self.images = images
    self.seed = seed
    self.directions = directions
    self.tolerance = tolerance
    self.compileOptions = compileOptions
  }

  /// Checks the settings.
  ///
  /// - Throws: an error that says which one makes no sense.
  public func validate() throws {
    guard (1...Self.mostImages).contains(images) else {
      throw ProgramError.imageCount(images, largest: Self.mostImages)
    }
    guard directions >= 1 else { throw GradientCheckError.directionCount(directions) }
    guard tolerance >= 0 else { throw GradientCheckError.tolerance(tolerance) }
    try compileOptions.validate()
    _ = try RandomState(seed: seed)
  }

  /// How the gradients compare, whether that is good enough or not.
  ///
  /// - Throws: what can go wrong with the settings, the data, the model or the compiler.
  public func run() throws -> GradientReport {
    try validate()
    let dataset = try data.load(for: Model.self)
    let shape = Shape([images] + dataset.exampleShape)
    let tensors = MinibatchTensors(of: images, from: dataset)
    let batch = tensors.batch
    var random = try RandomState(seed: seed)
    let expressions = try model.expressions(batch, random: &random)
    // What is wrong from here on is wrong with the model, at whose line it is reported.
    let location = expressions.location
    var checks = ModelChecks()
    checks.checkParameters(of: expressions)
    guard checks.errors.isEmpty else { throw ModelError(checks.errors) }
    let values = try random.uniform(low: 0, high: 1, shape: shape.extents).map { Float($0) }
    let target = try self.target(of: batch, random: &random)
    let options = Model.defaults
    let check = try GradientCheck(
      of: expressions.cost(l1: Float(options.l1), l2: Float(options.l2)),
      withRespectTo: expressions.parameters,
      givens: [
        Given(batch.inputs, Shared("x", try NDArray(shape: shape, scalars: values))), target,
      ],
      options: compileOptions, file: location.file, line: location.line)
    return try check.report(
      displacement: Self.displacement, directions: directions, seed: seed, tolerance: tolerance)
  }

  /// The targets of the examples: every class in turn, or random numbers.
  private func target(of batch: Batch, random: inout RandomState) throws -> Given {
    switch batch.target {
    case .classes(let labels, let count):
      let known = (0..<images).map { Int32($0 % max(count, 1)) }
      return Given(labels, Shared("y", NDArray(known)))
    case .numbers(let numbers, let count):
      let known = try random.uniform(low: 0, high: 1, shape: [images, count]).map { Float($0) }
      return Given(numbers, Shared("y", try NDArray(shape: [images, count], scalars: known)))
    }
  }
}
