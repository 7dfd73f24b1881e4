import Files
import Foundation
import GraphIR
import Lowering
import Schedule
import Toolchain

/// Where a function's choices among algorithms come from.
package enum TuningSource: Sendable {
  /// What was measured on this machine, if it was; otherwise the cost model.
  case cache
  /// The cost model.
  case model
  /// These measurements; the cost model where they have none.
  case measured(TunedChoices)
}

extension CompileOptions {
  /// The ways that are taken for the nodes of a graph in place of those of the cost model, if there
  /// are any.
  ///
  /// Measurements count for the machine, the number of threads and the options that they were made
  /// with. Processes that share minibatches have the choices of the cost model, the same on each.
  func tunedChoices(for graph: Graph) -> TunedChoices? {
    guard optimization.contains(.useTuning) else { return nil }
    switch tuning {
    case .model: return nil
    case .measured(let choices): return choices
    case .cache:
      guard process == nil,
        let cache = KernelCache.withTuning(
          directory: cacheDirectory, environment: ProcessInfo.processInfo.environment),
        let key = try? tuningKey(of: graph), let data = cache.tuning(key)
      else { return nil }
      return try? JSONText.decode(TunedChoices.self, from: data)
    }
  }

  /// Keeps measurements for later compilations of a graph.
  ///
  /// - Throws: `ToolchainError` where they cannot be written.
  package func keep(_ choices: TunedChoices, for graph: Graph) throws {
    let cache =
      try cacheDirectory.map(KernelCache.init(directory:))
      ?? KernelCache(environment: ProcessInfo.processInfo.environment)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try cache.keepTuning(
      String(decoding: encoder.encode(choices), as: UTF8.self), key: tuningKey(of: graph))
  }

  /// The digest of all that the times of a function's kernels depend on.
  private func tuningKey(of graph: Graph) throws -> String {
    var target = target
    target.threads = threadCount
    let host = HostProcessor.current()
    let text = [
      graph.description, FieldText.text(of: target), optimization.passNames.joined(separator: " "),
      host.architecture.rawValue, host.features.joined(separator: " "),
    ].joined(separator: "\n")
    return try SHA256Digest(of: Data(text.utf8)).hexText
  }
}
