import CEmitter
import Compiler
import Frontend
import GraphIR
import Schedule
import Storage
import Training

/// A function of the network on its way to C that stands alone.
struct StandaloneFunction {
  /// The name: `train`, `evaluate` or `predict`, or that of a shard, such as `train_shard0`.
  let name: String
  /// The number by which failures tell functions apart.
  let number: Int
  let schedule: Schedule
  /// The examples that it computes with, where processes split minibatches.
  let shard: BatchShard?
  private let storages: [TensorStorage]

  /// The most bytes of the text of a failure.
  private static let longestReason = 1000

  init(_ name: String, number: Int, _ definition: FunctionDefinition, options: CompileOptions)
    throws
  {
    self.name = name
    self.number = number
    let graph = try GeneratedFunction.optimizedGraph(of: definition, options: options)
    shard = graph.shard
    schedule = try GeneratedFunction.schedule(of: graph, options: options)
    storages = definition.storages
  }

  /// The names of the functions that a network can have, in their order.
  static let names = ["train", "evaluate", "predict"]

  /// The functions of a model; the last one predicts.
  static func functions(
    of model: StandaloneModel, options: CompileOptions
  ) throws -> [StandaloneFunction] {
    let definitions = zip(names, [model.train, model.evaluate, model.predict])
    return try definitions.enumerated().compactMap { index, function in
      try function.1.map {
        try StandaloneFunction(function.0, number: index + 1, $0, options: options)
      }
    }
  }

  /// The file of the function.
  var fileName: String { Self.fileName(of: name) }

  /// The file of a function.
  static func fileName(of name: String) -> String { "kernels_\(name).c" }

  /// The file of the function, and the headers that all functions share.
  ///
  /// - Throws: the template engine's error where a template is malformed.
  func files(prefix: SymbolPrefix, dialect: CDialect) throws -> [(name: String, text: String)] {
    let linkage = CLinkage.linked(
      function: "\(prefix.text)_run_\(name)", header: "kernels.h")
    let source = try CEmitter(
      abiVersion: 0, blasInclude: "", linkage: linkage, dialect: dialect
    ).emit(schedule)
    return source.files.map { file in
      (file.name == "\(schedule.identifier).c" ? fileName : file.name, file.text)
    }
  }

  /// What calls of the function need to know.
  func values(of model: StandaloneModel) -> FunctionValues {
    let indices = storages.compactMap { storage in
      model.values.firstIndex { $0.storage === storage }
    }
    let reasons = schedule.failures.map { failure in
      TextValue(CText.string(Self.cut(failure.reason)))
    }
    return FunctionValues(
      name: name, number: number, isShard: shard != nil,
      values: CText.list(indices + [-1]),
      hasReasons: !reasons.isEmpty, reasons: reasons)
  }

  /// A text without its middle, if it is too long for a string of C.
  private static func cut(_ reason: String) -> String {
    guard reason.utf8.count > longestReason else { return reason }
    return "\(reason.prefix(longestReason / 8)) … \(reason.suffix(longestReason / 8))"
  }
}
