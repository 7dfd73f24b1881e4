import GraphIR
import Lowering
import Schedule

extension GeneratedFunction {
  /// A stage on the way from a model to C.
  public enum Stage: String, Sendable, CaseIterable {
    /// What the user wrote, without derivatives.
    case graph
    /// The graph of the function, derivatives included.
    case gradients
    /// The graph after all passes.
    case optimized
    /// What lowering decides first: layouts, algorithms, tiles, fusions, updates in place.
    case plan
    /// Kernels, buffers and their order.
    case schedule
    /// Where each buffer lies, and for how long.
    case memory
    /// The generated C, without its headers.
    case c

    /// The stage of the given name.
    ///
    /// - Throws: `ExplanationError` for a name that no stage has.
    public init(named name: String) throws(ExplanationError) {
      guard let stage = Stage(rawValue: name) else {
        throw .unknownStage(name, known: Stage.allCases.map(\.rawValue))
      }
      self = stage
    }
  }

  /// What a stage made of the function, as text: the same for the same function, options and
  /// compiler.
  ///
  ///     print(train.generated.explanation(.schedule))
  public func explanation(_ stage: Stage) -> String {
    switch stage {
    case .graph: GraphPrinter(graphWithoutDerivatives).text
    case .gradients: GraphPrinter(graph).text
    case .optimized: GraphPrinter(optimizedGraph).text
    case .plan: PlanPrinter(plan).text
    case .schedule: SchedulePrinter(schedule).text
    case .memory: MemoryPrinter(schedule).text
    case .c: source.files.first?.text ?? ""
    }
  }
}
