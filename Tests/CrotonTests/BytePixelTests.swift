import Croton
import Frontend
import GraphIR
import Testing

@testable import Datasets

/// Data sets stay bytes, and train to the bit as if they had been numbers.
@Suite struct BytePixelTests {
  private static let imageCount = 57

  /// Digits of noise, as bytes or as the numbers that the bytes are.
  private func dataset(asFloats: Bool) throws -> Dataset {
    var random = try RandomState(seed: 5)
    func images() throws -> LabeledExamples {
      let numbers = try random.randomSample(count: Self.imageCount * 784)
      let levels = ExampleValues.bytes(numbers.map { UInt8($0 * 256) })
      return LabeledExamples(
        values: asFloats ? .floats(levels.floats) : levels,
        labels: (0..<Int32(Self.imageCount)).map { $0 % 10 })
    }
    return try Dataset(
      name: "noise", exampleShape: [1, 28, 28], classes: 10, training: images(),
      validation: images(), test: images())
  }

  private func train(
    _ model: some TrainableModel, asFloats: Bool
  ) throws -> (pixels: ElementType, costs: [Double], errors: [Double], parameters: [[Float]]) {
    var options = type(of: model).defaults
    options.batchSize = 19
    let program = try ModelProgram(
      model, dataset: try dataset(asFloats: asFloats), options: options)
    let compiled = try program.compile(options: .testing())
    let costs = try (0..<4).map { try compiled.trainStep(minibatch: $0 % 3) }
    let errors = try (0..<3).flatMap {
      [try compiled.validationError(minibatch: $0), try compiled.testError(minibatch: $0)]
    }
    let pixels = program.train.shared.first { $0.name == "train_x" }?.storage.type.elementType
    return (
      try #require(pixels), costs, errors, compiled.parameters.map(\.scalars)
    )
  }

  @Test func convolutionsSeeTheSamePixels() throws {
    try compare(LeNet5(filters: (3, 4)))
  }

  @Test func matrixProductsSeeTheSamePixels() throws {
    try compare(SoftmaxRegression())
  }

  private func compare(_ model: some TrainableModel) throws {
    let bytes = try train(model, asFloats: false)
    let floats = try train(model, asFloats: true)
    #expect(bytes.pixels == .uint8)
    #expect(floats.pixels == .float)
    #expect(bytes.costs == floats.costs)
    #expect(bytes.errors == floats.errors)
    #expect(bytes.parameters == floats.parameters)
    #expect(Set(bytes.costs).count == 4)
  }

  @Test func aMinibatchIsOneKernel() throws {
    let options = LeNet5.defaults
    let lenet = try ModelProgram(
      LeNet5(), dataset: try DataSource.embeddedMNIST.load(), options: options
    ).generate()
    // Neither rows of numbers nor a kernel that only moves pixels.
    #expect(lenet[0].schedule.kernels[1].name == "x_cast_multiply_")
    #expect(!lenet[0].schedule.kernels.contains { $0.name.hasSuffix("x_to_images_innermost_") })
  }

  @Test func bytesGoInAndComeOut() throws {
    let bytes = Shared("bytes", NDArray<UInt8>([7, 0, 255]))
    let more = Tensor<UInt8>.placeholder("more", shape: [2])
    let one = Tensor<UInt8>.placeholder("one")
    let joined = concatenate([bytes.tensor, more])
    let sum = bytes.cast(to: Int32.self) + one.cast(to: Int32.self)
    let function = try compile(
      inputs: [more, one], outputs: [joined, sum], options: .testing())
    let outputs = try function(NDArray<UInt8>([1, 200]), 255)
    #expect(try outputs[joined].scalars == [7, 0, 255, 1, 200])
    #expect(try outputs[sum].scalars == [262, 255, 510])
    #expect(throws: ModelError.self) { try function(NDArray<UInt8>([1, 200]), 256) }
  }
}
