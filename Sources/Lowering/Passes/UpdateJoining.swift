import Schedule

/// Joins the element-wise kernels that write shared values into as few as can be, since threads
/// wait for each other at the end of each.
///
///     steps_add_                          begin updates
///     steps_cast_                         before_updates_ (the steps, as a number)
///     begin updates                  ->   updates_
///     layer_W_mean_update_                  a loop for layer_W_mean_ and layer_W_
///     layer_W_update_                       a loop for layer_b_mean_ and layer_b_
///     layer_b_mean_update_                  a loop for steps_
///     layer_b_update_
///     steps_copy_
///
/// Those that touch what another one writes at the same element become one loop: what an optimiser
/// remembers of a parameter, and the parameter. Loops that do not depend on each other become one
/// kernel. Short loops of numbers that only updates read are computed with them. All that a kernel
/// touches lives as long as it: where memory is to be saved, nothing is joined that makes the arena
/// larger.
///
/// No bit changes: each element is computed from the same numbers in the same way.
enum UpdateJoining {
  /// C99 promises a function 127 parameters.
  static let mostParameters = 100

  /// - Throws: `MemoryError` where all buffers together would have more bytes than there are
  ///   numbers.
  static func apply(to schedule: Schedule) throws -> Schedule {
    let joined = Self.joined(schedule)
    guard schedule.target.savesMemory else { return joined }
    let before = try MemoryPlan.apply(to: InPlaceLoops.apply(to: schedule)).arenaByteCount
    let after = try MemoryPlan.apply(to: InPlaceLoops.apply(to: joined)).arenaByteCount
    return after > before ? schedule : joined
  }

  private static func joined(_ schedule: Schedule) -> Schedule {
    let begin = schedule.steps.firstIndex { if case .beginUpdates = $0 { true } else { false } }
    guard let begin else { return schedule }
    let (sweep, late) = split(schedule.steps[..<begin], before: schedule.steps[begin...], schedule)
    var joiner = UpdateJoiner(schedule)
    let updates = joiner.join(late + schedule.steps[(begin + 1)...])
    return schedule.replacing(steps: sweep + [.beginUpdates] + updates)
  }

  /// Parts the steps before the updates into those that stay there, and short loops whose results
  /// only updates read.
  private static func split(
    _ steps: ArraySlice<Schedule.Step>, before updates: ArraySlice<Schedule.Step>,
    _ schedule: Schedule
  ) -> (sweep: [Schedule.Step], late: [Schedule.Step]) {
    let buffers = schedule.buffers
    func memory(_ step: Schedule.Step) -> Set<Int> {
      Set(step.buffers(in: buffers).map(buffers.storage))
    }
    func written(_ step: Schedule.Step) -> Set<Int> {
      guard case .kernel(let kernel) = step else { return [] }
      return Set(kernel.writes.map(buffers.storage))
    }
    var needed = updates.reduce(into: Set<Int>()) { $0.formUnion(memory($1)) }
    var touchedBySweep: Set<Int> = []
    var writtenBySweep: Set<Int> = []
    var (sweep, late): ([Schedule.Step], [Schedule.Step]) = ([], [])
    for step in steps.reversed() {
      let (memory, written) = (memory(step), written(step))
      if isShortLoop(step, buffers), written.isDisjoint(with: touchedBySweep),
        memory.isDisjoint(with: writtenBySweep), !written.isDisjoint(with: needed)
      {
        late.append(step)
        needed.formUnion(memory)
      } else {
        sweep.append(step)
        touchedBySweep.formUnion(memory)
        writtenBySweep.formUnion(written)
      }
    }
    return (sweep.reversed(), late.reversed())
  }

  /// Whether a step is a loop for one thread, whose result lies in the arena.
  private static func isShortLoop(_ step: Schedule.Step, _ buffers: [Buffer]) -> Bool {
    guard case .kernel(let kernel) = step, case .loop(let nest) = kernel.body, nest.isSerial,
      kernel.writes.count == 1
    else { return false }
    return buffers[kernel.writes[0]].place == .arena
  }
}

/// Writes the steps of updates with joined loops.
private struct UpdateJoiner {
  private let buffers: [Buffer]
  private var names: Set<String>

  init(_ schedule: Schedule) {
    buffers = schedule.buffers
    names = Set(schedule.buffers.map(\.name) + schedule.kernels.map(\.name))
  }

  /// A kernel that is one loop, and what that touches.
  private struct Loop {
    let kernel: Kernel
    let nest: LoopNest
    let accesses: [LoopAccess]
  }

  /// The kernels of each of some loops, which are run in this order.
  private typealias Group = [[Loop]]

  mutating func join(_ steps: [Schedule.Step]) -> [Schedule.Step] {
    var joined: [Schedule.Step] = []
    var loops: [Loop] = []
    func depends(_ kernel: Kernel) -> Bool {
      loops.contains { loop in
        kernel.arguments.contains { argument in
          loop.accesses.contains {
            ($0.isWritten || argument.access != .read)
              && buffers.overlap($0.buffer, argument.buffer)
          }
        }
      }
    }
    for step in steps {
      if case .kernel(let kernel) = step {
        if let loop = loop(kernel) {
          loops.append(loop)
          continue
        }
        // What needs no update comes before them, so that they stay together.
        if !isExchange(kernel), !depends(kernel) {
          joined.append(step)
          continue
        }
      }
      joined += kernels(of: loops)
      loops = []
      joined.append(step)
    }
    return joined + kernels(of: loops)
  }

  /// Whether a kernel waits for other processes, which is put off as long as there is work to do.
  private func isExchange(_ kernel: Kernel) -> Bool {
    if case .allReduce = kernel.body { true } else { false }
  }

  private func loop(_ kernel: Kernel) -> Loop? {
    guard case .loop(let nest) = kernel.body, let result = kernel.argument(.output)?.buffer,
      kernel.writes == [result]
    else { return nil }
    return Loop(
      kernel: kernel, nest: nest,
      accesses: nest.accesses(result: result) { kernel.argument($0)?.buffer })
  }

  // MARK: Groups

  private mutating func kernels(of loops: [Loop]) -> [Schedule.Step] {
    groups(of: loops).flatMap(parts).map { .kernel(kernel($0)) }
  }

  /// The loops in groups, one after the other: those of a group do not wait for each other, unless
  /// one thread runs them all.
  ///
  /// Each loop is computed as late as it can be, so that it is in the group of what reads it.
  private func groups(of loops: [Loop]) -> [Group] {
    let touching = LoopsByMemory(loops.map(\.accesses), buffers)
    var level = [Int](repeating: 0, count: loops.count)
    var together = loops.map { _ in [Int]() }
    for first in loops.indices.reversed() {
      var elements: [Int] = []
      for second in touching.loops(after: first) {
        switch dependence(of: loops[second], on: loops[first]) {
        case .none: continue
        case .element:
          level[first] = max(level[first], level[second])
          elements.append(second)
        case .whole, .names: level[first] = max(level[first], level[second] + 1)
        }
      }
      together[first] = elements.filter { level[$0] == level[first] }
    }
    let levels = (0...(level.max() ?? 0)).reversed().map { number in
      components(loops.indices.filter { level[$0] == number }, together).map {
        $0.map { loops[$0] }
      }
    }
    return levels.filter { !$0.isEmpty }.reduce(into: [Group]()) { groups, next in
      if let last = groups.last, isForOneThread(last, then: next) {
        groups[groups.count - 1] = last + next
      } else {
        groups.append(next)
      }
    }
  }

  /// Loops that are joined with each other, directly or through others, in the order of their
  /// first.
  private func components(_ members: [Int], _ together: [[Int]]) -> [[Int]] {
    // Each member leads to one before it, and at last to the first of its component.
    var earlier = Array(together.indices)
    func first(of member: Int) -> Int {
      var member = member
      while earlier[member] != member {
        earlier[member] = earlier[earlier[member]]
        member = earlier[member]
      }
      return member
    }
    for member in members.reversed() {
      for other in together[member] { earlier[first(of: other)] = member }
    }
    var components: [[Int]] = []
    var positions: [Int: Int] = [:]
    for member in members {
      if let position = positions[first(of: member)] {
        components[position].append(member)
      } else {
        positions[member] = components.count
        components.append([member])
      }
    }
    return components
  }

  /// Whether one thread can run both groups, one after the other.
  private func isForOneThread(_ first: Group, then second: Group) -> Bool {
    LoopNest.areSerial((first + second).compactMap(\.first?.nest))
      && first.joined().allSatisfy { one in
        second.joined().allSatisfy {
          if case .names = dependence(of: $0, on: one) { false } else { true }
        }
      }
  }

  private func dependence(of second: Loop, on first: Loop) -> LoopDependence {
    buffers.dependence(of: (second.nest, second.accesses), on: (first.nest, first.accesses))
  }

  /// A group in parts of not too many parameters each.
  private func parts(of group: Group) -> [Group] {
    group.reduce(into: [Group]()) { parts, loop in
      if let last = parts.last,
        parameters(of: last + [loop]) <= UpdateJoining.mostParameters
      {
        parts[parts.count - 1] = last + [loop]
      } else {
        parts.append([loop])
      }
    }
  }

  /// How many buffers the loops of a group have together.
  private func parameters(of group: Group) -> Int {
    Set(group.joined().flatMap { $0.kernel.arguments.map(\.buffer) }).count
  }

  // MARK: Kernels

  /// One kernel of the loops of a group.
  private mutating func kernel(_ group: Group) -> Kernel {
    let first = group[0][0].kernel
    guard group.count > 1 || group[0].count > 1 else { return first }
    var arguments: [Argument] = []
    var roles: [Int: Argument.Role] = [:]
    var (operands, results) = (0, 0)
    let loops = group.map { loop in
      loop.map { part in
        var renamed: [Argument.Role: Argument.Role] = [:]
        for argument in part.kernel.arguments where argument.access == .read {
          if roles[argument.buffer] == nil {
            let role = Argument.Role.operand(operands)
            operands += 1
            roles[argument.buffer] = role
            arguments.append(Argument(.read, role, argument.buffer))
          }
          renamed[argument.role] = roles[argument.buffer]
        }
        let result = Argument.Role.result(results)
        results += 1
        for buffer in part.kernel.writes {
          roles[buffer] = result
          arguments.append(Argument(.write, result, buffer))
        }
        return JoinedLoops.Statement(result: result, nest: part.nest.renaming(renamed))
      }
    }
    let writesShared = arguments.contains { argument in
      guard argument.access == .write, case .shared = buffers[argument.buffer].place else {
        return false
      }
      return true
    }
    return Kernel(
      name: unique(writesShared ? "updates" : "before_updates"),
      body: .joinedLoops(JoinedLoops(loops)),
      arguments: arguments, location: first.location,
      nodes: group.joined().flatMap(\.kernel.nodes))
  }

  private mutating func unique(_ text: String) -> String {
    var candidate = "\(text)_"
    var number = 2
    while !names.insert(candidate).inserted {
      candidate = "\(text)_\(number)_"
      number += 1
    }
    return candidate
  }
}
