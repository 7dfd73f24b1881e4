/// What lies in the arena while a step runs.
package struct ArenaUse: Sendable, Equatable {
  /// The number of the step.
  package let step: Int
  /// The buffers that are needed, the largest first.
  package let buffers: [Int]
  /// The bytes of these buffers.
  package let byteCount: Int
}

extension Schedule {
  /// What lies in the arena at each step.
  package var arenaUses: [ArenaUse] {
    let lives = lifetimes.sorted { $0.key < $1.key }
    return steps.indices.map { step in
      let needed = lives.filter { $0.value.contains(step) }.map(\.key)
        .sorted { (buffers[$1].byteCount, $0) < (buffers[$0].byteCount, $1) }
      return ArenaUse(
        step: step, buffers: needed, byteCount: needed.reduce(0) { $0 + buffers[$1].byteCount })
    }
  }

  /// The first step at which the arena holds the most; `nil` where nothing lies there.
  package var arenaPeak: ArenaUse? {
    // The first of several that are equal, which `max` would not promise.
    let peak = arenaUses.reduce(nil as ArenaUse?) { peak, use in
      use.byteCount > peak?.byteCount ?? 0 ? use : peak
    }
    return peak
  }

  /// What a step is called.
  package func name(of step: Step) -> String {
    switch step {
    case .kernel(let kernel): kernel.name
    case .bindRows(let buffer, _): "bind rows of \(buffers[buffer].name)"
    case .checkNumbers(let buffer, _): "check numbers of \(buffers[buffer].name)"
    case .beginUpdates: "begin updates"
    }
  }

  /// The names of a buffer and of those that are views of it or take its place.
  package func names(in buffer: Int) -> [String] {
    buffers.indices.filter { buffers.storage(of: $0) == buffer }.map { buffers[$0].name }
  }
}
