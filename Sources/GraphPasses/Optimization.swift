/// Which passes a function goes through on its way to kernels, over its graph and in lowering.
///
///     let pipeline = Pipeline(try .full.excluding("fuse-elementwise"))
public struct Optimization: Sendable, Hashable {
  /// The names of the passes over the graph, each once, in the order in which they run first, and
  /// of the steps and algorithms of lowering.
  public let passNames: [String]

  /// No pass over the graph and no step of lowering: the graph is compiled as it was written, one
  /// kernel for each operation, each in the way that costs least.
  public static let none = Optimization(
    passNames: LoweringPass.allCases.filter(\.isChoice).map(\.rawValue))

  /// All passes but those that make one kernel of several operations.
  public static let canonical = full.without(
    [Pass.fuseConvPool.name, Pass.fuseElementwise.name, Pass.recomputeElementwise.name]
      + LoweringPass.allCases.filter(\.fuses).map(\.rawValue))

  /// All passes.
  public static let full = Optimization(
    passNames: Pipeline.passes.map(\.name).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    } + LoweringPass.allCases.map(\.rawValue))

  /// The choices that have a name, from none to all.
  private static let levels: [(name: String, optimization: Optimization)] = [
    ("none", .none), ("canonical", .canonical), ("full", .full),
  ]

  /// The names that `init(named:)` takes.
  public static var levelNames: [String] { levels.map(\.name) }

  /// The choice of the given name: `none`, `canonical` or `full`.
  ///
  /// - Throws: `OptimizationError` for any other name.
  public init(named name: String) throws(OptimizationError) {
    guard let level = Self.levels.first(where: { $0.name == name }) else {
      throw .unknownLevel(name, known: Self.levelNames)
    }
    self = level.optimization
  }

  /// Whether a step of lowering is done.
  package func contains(_ pass: LoweringPass) -> Bool { passNames.contains(pass.rawValue) }

  private init(passNames: [String]) {
    self.passNames = passNames
  }

  /// The same without some of the passes.
  ///
  /// - Throws: `OptimizationError` for a name that no pass has. The name of a pass that does not
  ///   run anyway is allowed.
  public func excluding(_ names: String...) throws(OptimizationError) -> Optimization {
    try excluding(names)
  }

  /// The same without some of the passes.
  ///
  /// - Throws: as above.
  public func excluding(_ names: [String]) throws(OptimizationError) -> Optimization {
    let known = Self.full.passNames
    for name in names where !known.contains(name) {
      throw .unknownPass(name, known: known)
    }
    return without(names)
  }

  /// The same for exact functions, whose results depend on nothing but what is written: without
  /// passes after which fewer elements of a window tie, or sums are rounded in another order.
  public var exact: Optimization {
    without(
      Pipeline.passes.filter { $0.precision == .fewerTies || $0.precision == .otherOrder }
        .map(\.name))
  }

  private func without(_ names: [String]) -> Optimization {
    Optimization(passNames: passNames.filter { !names.contains($0) })
  }
}
