import CEmitter
import Datasets
import Diagnostics
import Foundation
import GraphIR
import NeuralNetworks
import Schedule
import Training

/// A text in a list.
struct TextValue: TemplateValues {
  let text: String

  init(_ text: String) { self.text = text }
}

/// What many templates have in common: names and sizes of the network.
struct NetworkValues: TemplateValueGroup {
  /// The prefix of symbols and that of macros.
  let p, P: String
  let title: String
  /// Whether the network can be trained.
  let trains: Bool
  /// Whether it predicts classes, and not numbers.
  let classes: Bool
  /// Whether values of examples are bytes.
  let bytes: Bool
  /// Whether there is a reader of IDX files.
  let idx: Bool
  let batchSize, exampleSize: Int
  let exampleShape, exampleExtents: String
  /// The number of classes or of predicted numbers, and the numbers that are an example's target.
  let targets, targetsOfExample: Int
  let parameterCount, arrayCount, largestRank: Int
  let seed: Int
  let contextBytes, threadBytes, oneThreadBytes: Int
  let hasWorkspace: Bool
  let learningRate: String
  /// Whether there are files, and whether OpenMP can share out the work.
  let hosted, threads: Bool
  /// Whether programs are run by the system, and whether they are WebAssembly, which node runs.
  let native, wasm: Bool
  /// What the names of programs end with, and what runs them.
  let suffix, run: String
  /// Whether the kernels are C99 alone.
  let portable: Bool
  /// Whether values lie in the C and not in a context.
  let constants: Bool
  /// The alignment of a context.
  let alignment: Int
  /// The status of a call that finds a wrong label or index.
  let errorInput: Int
  /// The declaration of a context's memory.
  let memoryDeclaration: String
  /// Whether the learning rate changes from step to step.
  let isScheduled: Bool
  /// Whether processes can train together over MPI, and how many.
  let distributed: Bool
  let ranks: Int
  /// Whether they split minibatches.
  let shardsBatches: Bool

  init(
    _ model: StandaloneModel, prefix: SymbolPrefix, layout: ContextLayout,
    target: StandaloneTarget, ranks: Int?, shardsBatches: Bool
  ) throws(StandaloneError) {
    let arrays = model.values.filter { [.parameter, .statistic].contains($0.role) }
    guard !arrays.isEmpty else { throw .noParameters(model: model.name) }
    let shape = model.description.exampleShape
    p = prefix.text
    P = prefix.macro
    title = commentText(String(model.name.prefix(100)))
    trains = model.train != nil
    let isClassifier = if case .classes = model.expressions.prediction { true } else { false }
    classes = isClassifier
    bytes = model.takesBytes
    idx =
      model.takesBytes && isClassifier && shape.count == 3 && shape[0] == 1
      && model.hasSplitOfSource
    batchSize = model.options.batchSize
    exampleSize = model.description.exampleSize
    exampleShape = "\(Shape(shape))"
    exampleExtents = "{\(shape.map(String.init).joined(separator: ", "))}"
    targets = model.description.target.names.count
    targetsOfExample = isClassifier ? 1 : targets
    parameterCount = model.expressions.parameters.map { $0.storage.type.shape.elementCount }
      .reduce(0, +)
    arrayCount = arrays.count
    largestRank = max(1, model.values.map(\.storage.type.shape.rank).max() ?? 1)
    seed = model.options.seed
    contextBytes = layout.workspace
    threadBytes = layout.threadBytes
    oneThreadBytes = layout.byteCount
    hasWorkspace = layout.threadBytes > 0
    hosted = target.isHosted
    threads = target.hasThreads
    native = target.isNative
    wasm = target == .wasm32
    suffix = wasm ? ".wasm" : ""
    run = wasm ? "node run.mjs " : "./"
    portable = target.dialect == .portable
    constants = layout.values.contains(nil)
    alignment = portable ? 8 : ContextLayout.alignment
    errorInput = 3
    // C99 has no alignment but that of types.
    memoryDeclaration =
      portable
      ? "static uint64_t memory[\(prefix.macro)_CONTEXT_BYTES(1) / 8];"
      : "static _Alignas(\(prefix.macro)_ALIGNMENT) unsigned char "
        + "memory[\(prefix.macro)_CONTEXT_BYTES(1)];"
    learningRate = "\(model.options.optimizer.learningRate.initial)"
    isScheduled = model.options.optimizer.learningRate.schedule != .constant
    distributed = ranks != nil
    self.ranks = ranks ?? 1
    self.shardsBatches = shardsBatches
  }
}

/// The values of templates that have only what all networks have.
struct PlainValues: TemplateValues {
  let network: NetworkValues
}

/// The values of the module map.
struct ModuleMapValues: TemplateValues {
  let network: NetworkValues
  /// The name of the module.
  let module: String
}

/// The values of the interface.
struct ModelHeaderValues: TemplateValues {
  let network: NetworkValues
  /// What is to be said of values that are part of the C.
  let dataNote: String
}

/// The values of the header that the network's own files share.
struct InternalValues: TemplateValues {
  let network: NetworkValues
  let valueCount, savedCount, counterCount: Int
  /// Whether there are counters.
  let counters: Bool
}

/// The values of the calls.
struct ModelValues: TemplateValues {
  let network: NetworkValues
  let examplesOffset, targetsOffset, outputsOffset, arenaOffset, workspaceOffset: Int
  let probabilitiesOffset: Int
  let rate: RateValues
  /// The type of a sum of errors.
  let errorType: String
  let functions: [FunctionValues]
}

/// The values of the functions that set the learning rate.
struct RateValues: TemplateValueGroup {
  /// The value that is the learning rate; -1 without training.
  let rateValue: Int
  /// Whether a value is the last rate of a schedule over the learning rate.
  let hasRateRatio: Bool
  let ratioValue: Int
  let lastRate: String

  init(_ model: StandaloneModel) {
    let index = { (role: StandaloneModel.Value.Role) in
      model.values.firstIndex { $0.role == role } ?? -1
    }
    (rateValue, ratioValue) = (index(.learningRate), index(.rateRatio))
    hasRateRatio = ratioValue >= 0
    let schedule = model.options.optimizer.learningRate.schedule
    lastRate = if case .geometric(let last, _) = schedule { "\(last)" } else { "" }
  }
}

/// The values of a function's call.
struct FunctionValues: TemplateValues {
  let name: String
  let number: Int
  /// Whether it is that of a process that splits minibatches: it works on the values of the whole
  /// function.
  let isShard: Bool
  /// The values that it works on, in its order, and -1.
  let values: String
  let hasReasons: Bool
  let reasons: [TextValue]
}

/// The values of the header of the kernels.
struct KernelsValues: TemplateValues {
  let network: NetworkValues
  let functions: [FunctionValues]
}

/// The values of what reads and writes checkpoints.
struct CheckpointValues: TemplateValues {
  let network: NetworkValues
  let counters: Bool
  /// The most numbers of a counter.
  let mostNumbers: Int
  /// The bytes of a context's state and values.
  let valueBytes: Int
}

/// The values of the program that predicts.
struct PredictValues: TemplateValues {
  let network: NetworkValues
  let classNames: [TextValue]
  /// The file of parameters unless given, as an expression of C.
  let defaultParameters: String
}
