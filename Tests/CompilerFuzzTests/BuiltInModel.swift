import CEmitter
import CallABI
import Croton
import Frontend
import GraphIR
import Interpreter
import Lowering
import Schedule
import TestSupport
import Toolchain

import Compiler
import Training

/// The functions of a model of Croton's, for minibatches of a few images.
enum BuiltInModel: String, CaseIterable {
  case softmax, mlp, lenet5
  case lenet5Of1998 = "lenet5-1998"
  case fastMNIST = "fast-mnist"
  case simpleChains = "simplechains-lenet5"

  private static let batchSize = 3

  private static func digits() throws -> Dataset {
    var random = try RandomState(seed: 7)
    func images(_ count: Int) throws -> LabeledExamples {
      let pixels = try random.randomSample(count: count * 28 * 28).map { Float($0) }
      return LabeledExamples(values: .floats(pixels), labels: (0..<count).map { Int32($0 % 10) })
    }
    return try Dataset(
      name: "random images", exampleShape: [1, 28, 28], classes: 10,
      training: images(2 * batchSize), validation: images(batchSize), test: images(batchSize))
  }

  private func program() throws -> ModelProgram {
    func program(_ model: some TrainableModel, _ defaults: TrainingOptions) throws -> ModelProgram {
      var options = defaults
      options.batchSize = Self.batchSize
      return try ModelProgram(model, dataset: Self.digits(), options: options)
    }
    return switch self {
    case .softmax: try program(SoftmaxRegression(), SoftmaxRegression.defaults)
    case .mlp: try program(MultilayerPerceptron(), MultilayerPerceptron.defaults)
    case .lenet5: try program(LeNet5(), LeNet5.defaults)
    case .lenet5Of1998: try program(LeNet5Of1998(), LeNet5Of1998.defaults)
    case .fastMNIST: try program(FastMNIST(), FastMNIST.defaults)
    case .simpleChains: try program(SimpleChainsLeNet5(), SimpleChainsLeNet5.defaults)
    }
  }

  /// The functions that train, measure and predict.
  func functions() throws -> [FunctionDefinition] {
    let program = try program()
    return [program.train, program.validate, program.predict]
  }
}

/// A function as it is compiled, with arguments.
struct ModelFunctionSource {
  let schedule: Schedule
  let source: CSource
  let inputs: [[UInt8]]
  let shared: [[UInt8]]
  let sharedTypes: [TensorType]

  /// - Parameter dialect: the C that it is written in.
  init(
    _ definition: FunctionDefinition, checksBounds: Bool = false,
    dialect: CDialect = .vectorExtensions
  ) throws {
    let graph = try GeneratedFunction.optimizedGraph(of: definition, options: CompileOptions())
    // Small as minibatches are, what is done with them is shared out to threads.
    let target = Target(
      registerBytes: HostProcessor.current().vectorBytes, checksBounds: checksBounds,
      threadedWork: 0)
    schedule = try Lowering.schedule(graph, for: target)
    source = try CEmitter(
      abiVersion: Int(CROTON_ABI_VERSION), blasInclude: BLASLibrary.includeLine(),
      dialect: dialect
    ).emit(schedule)
    var random = SeededGenerator(seed: 3)
    inputs = schedule.inputs.map { type in
      // Every integer is an index or a label.
      type.elementType.isFloatingPoint
        ? NumericArray.random(type, using: &random).encoded
        : [UInt8](repeating: 0, count: type.byteCount)
    }
    shared = definition.shared.map { $0.storage.readBytes() }
    sharedTypes = definition.shared.map(\.storage.type)
  }
}
