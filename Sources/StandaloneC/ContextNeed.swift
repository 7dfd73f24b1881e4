import Compiler
import Diagnostics
import Schedule
import Training

/// What the context of a network takes with one thread, and for what.
package struct ContextNeed: Sendable, Equatable, CustomStringConvertible {
  /// Something that takes memory.
  package struct Item: Sendable, Equatable {
    package let name: String
    package let byteCount: Int
    /// The rest of the line.
    package var note = ""
    /// What it consists of, as far as that is said.
    package var parts: [Item] = []
  }

  /// What takes memory, in the order of the context.
  package let items: [Item]

  /// How many buffers of the arena are named.
  private static let namedBuffers = 6

  /// All bytes.
  package var byteCount: Int { items.reduce(0) { $0 + $1.byteCount } }

  package init(items: [Item]) {
    self.items = items
  }

  /// What the functions of a model need.
  ///
  /// - Parameters:
  ///   - target: where the C runs; on microcontrollers, parameters that stay as they are lie in flash.
  ///   - ranks: how many processes train together, if several are to.
  ///   - options: how they are compiled.
  /// - Throws: what the compiler throws.
  package init(
    _ model: StandaloneModel, on target: StandaloneTarget = .host, ranks: Int? = nil,
    options: CompileOptions
  ) throws {
    let functions = try StandaloneFunction.functions(of: model, options: options)
    let shards = try StandaloneShard.all(of: model, ranks: ranks, options: options)
    let constants = target.isHosted ? [] : try InitialValues(model).constants(of: model)
    self.init(
      model, functions: functions, shards: shards,
      layout: ContextLayout(
        model.values, functions: functions, shards: shards, constants: constants))
  }

  init(
    _ model: StandaloneModel, functions: [StandaloneFunction], shards: [StandaloneShard],
    layout: ContextLayout
  ) {
    let values = { (roles: Set<StandaloneModel.Value.Role>) in
      zip(model.values, layout.values).filter { roles.contains($0.role) && $1 != nil }
        .reduce(0) { $0 + ContextLayout.placed($1.0.storage.type.byteCount) }
    }
    let trains = model.train != nil
    items = [
      Item(name: "parameters", byteCount: values([.parameter])),
      Item(name: "statistics", byteCount: values([.statistic])),
      Item(
        name: "optimiser's state",
        byteCount: values([.training, .counter, .learningRate, .rateRatio])),
      Item(name: "constants", byteCount: values([.fixed])),
      Item(
        name: trains ? "batch and targets" : "batch",
        byteCount: layout.outputs - layout.examples),
      Item(name: "outputs", byteCount: layout.arena - layout.outputs),
      Self.arena(
        functions + shards.flatMap(\.functions), byteCount: layout.workspace - layout.arena),
      Item(name: "workspace of a thread", byteCount: layout.threadBytes),
      Item(name: "state of the context", byteCount: ContextLayout.stateBytes),
    ].filter { $0.byteCount > 0 }
  }

  /// The arena of the function that needs the largest.
  private static func arena(_ functions: [StandaloneFunction], byteCount: Int) -> Item {
    // The first of several that are equal.
    let largest = functions.reduce(functions.first) { largest, function in
      function.schedule.arenaByteCount > largest?.schedule.arenaByteCount ?? 0 ? function : largest
    }
    guard let function = largest, let peak = function.schedule.arenaPeak else {
      return Item(name: "arena", byteCount: byteCount)
    }
    let schedule = function.schedule
    var parts = peak.buffers.prefix(namedBuffers).map { buffer in
      Item(
        name: schedule.names(in: buffer).first ?? "",
        byteCount: schedule.buffers[buffer].byteCount)
    }
    let rest = peak.byteCount - parts.reduce(0) { $0 + $1.byteCount }
    let count = peak.buffers.count - parts.count
    if count > 0 {
      parts.append(Item(name: "\(count) more buffer\(count == 1 ? "" : "s")", byteCount: rest))
    }
    if byteCount > peak.byteCount {
      parts.append(Item(name: "gaps", byteCount: byteCount - peak.byteCount))
    }
    return Item(
      name: "arena", byteCount: byteCount,
      note: "of \(function.name), most at \(schedule.name(of: schedule.steps[peak.step]))",
      parts: parts)
  }

  /// A table of what takes memory.
  package var description: String {
    let rows = items.flatMap { item in
      [[item.name, "\(item.byteCount)", item.note]]
        + item.parts.map { ["  \($0.name)", "\($0.byteCount)", $0.note] }
    }
    return TextTable.text(
      [["needed for", "bytes", ""]] + rows + [["together", "\(byteCount)", ""]], left: [0, 2])
  }
}
