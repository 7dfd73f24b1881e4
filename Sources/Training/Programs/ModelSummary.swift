import Compiler
import Frontend
import GraphIR
import NeuralNetworks

/// The layers and parameters of a model, with the arithmetic and memory of a training step.
///
///     let program = try ModelProgram(model, dataset: data.load(), options: options)
///     print(try ModelSummary(program))
///
/// Its description is a table of the layers with totals under it. Operations are those of
/// convolutions and matrix products, done densely: a multiplication and an addition count two.
public struct ModelSummary: Sendable, Equatable, Encodable {
  /// A layer, or, of a model that gives its expressions itself, the parameters of a name.
  public struct Layer: Sendable, Equatable, Encodable {
    /// The layer's name, as parameters have it.
    public let name: String
    /// The type of layer; `nil` where the model is not made of layers.
    public let kind: String?
    /// The shape of its output for one example; `nil` where the model is not made of layers.
    public let output: [Int]?
    /// The number of its trained parameters, without those shared with earlier layers.
    public let parameters: Int
  }

  /// The layers, from the input to the head.
  public let layers: [Layer]
  /// The number of trained parameters.
  public let parameters: Int
  /// The number of saved values besides the parameters, such as running statistics.
  public let statistics: Int
  /// The floating-point operations of a prediction, for one example.
  public let forwardOperations: Int
  /// The floating-point operations of a training step, for a whole minibatch.
  public let stepOperations: Int
  /// The bytes of the arena of a training step.
  public let arenaBytes: Int
  /// The bytes of the parameters.
  public let parameterBytes: Int
  /// The bytes of the optimiser's state.
  public let optimizerBytes: Int
  /// The number of examples in a minibatch.
  public let batchSize: Int

  enum CodingKeys: String, CodingKey {
    case layers, parameters, statistics
    case forwardOperations = "forward_flop_per_example"
    case stepOperations = "flop_per_step"
    case arenaBytes = "arena_bytes"
    case parameterBytes = "parameter_bytes"
    case optimizerBytes = "optimizer_bytes"
    case batchSize = "batch_size"
  }

  /// The summary of a program whose training function is compiled with the given options.
  ///
  /// - Throws: `ProgramError` for impossible options.
  public init(_ program: ModelProgram, options: CompileOptions = CompileOptions()) throws {
    try options.validate()
    self.init(program, train: try program.generate(.train, options: options))
  }

  /// The summary of a program whose training function is compiled already.
  init(_ program: ModelProgram, train: GeneratedFunction) {
    let expressions = program.expressions
    let state = program.optimizerState
    layers = Self.layers(of: program)
    parameters = Self.count(expressions.parameters)
    statistics = Self.count(expressions.statistics)
    batchSize = program.batchSize
    forwardOperations = program.predict.graph.denseFloatingPointOperations / program.batchSize
    stepOperations = program.train.graph.denseFloatingPointOperations
    arenaBytes = train.arenaByteCount
    parameterBytes = parameters * MemoryLayout<Float>.size
    optimizerBytes =
      Self.count(state.arrays) * MemoryLayout<Float>.size
      + (state.steps == nil ? 0 : MemoryLayout<Int64>.size)
  }

  private static func layers(of program: ModelProgram) -> [Layer] {
    let expressions = program.expressions
    guard expressions.layers.isEmpty else {
      return expressions.layers.map { layer in
        Layer(
          name: layer.name, kind: layer.kind, output: Array(layer.output.extents.dropFirst()),
          parameters: layer.parameters)
      }
    }
    // Parameters grouped by what stands before the last point of their names, `layer0` for
    // `layer0.W`, in the order in which they are made: a model may list its last layer first.
    let parameters = expressions.parameters.enumerated().sorted { first, second in
      (line(of: first.element), first.offset) < (line(of: second.element), second.offset)
    }.map(\.element)
    var groups: [(name: String, parameters: [Shared<Float>])] = []
    for parameter in parameters {
      let words = name(of: parameter).split(separator: ".")
      let group = (words.count > 1 ? words.dropLast() : words[...]).joined(separator: ".")
      if let index = groups.firstIndex(where: { $0.name == group }) {
        groups[index].parameters.append(parameter)
      } else {
        groups.append((group, [parameter]))
      }
    }
    return groups.map {
      Layer(name: $0.name, kind: nil, output: nil, parameters: count($0.parameters))
    }
  }

  private static func name(of parameter: Shared<Float>) -> String { parameter.name ?? "parameter" }

  private static func line(of parameter: Shared<Float>) -> Int {
    parameter.tensor.expression.location.line
  }

  private static func count(_ values: [Shared<Float>]) -> Int {
    values.reduce(0) { $0 + ($1.shape ?? $1.value.shape).elementCount }
  }
}
