import Diagnostics
import Schedule

/// Rematerialisation: element-wise results are computed again where they are read late, rather than
/// kept, so that the arena is smaller. This is done only where memory is to be saved.
///
///     x_cast_multiply_                 x_cast_multiply_
///     conv2d_ (reads x_)               conv2d_ (reads x_)
///     …                            ->  …
///                                      x_cast_multiply_again_
///     conv2d_filter_gradient_          conv2d_filter_gradient_
///       (reads x_)                       (reads x_again_)
///
/// The kernel that is repeated reads what is there at that time too: arguments of the call, shared
/// values before the updates, and buffers, whose lives may become longer by it. What nothing reads
/// before the arena is fullest is not repeated, but computed later. As long as it makes the fullest
/// step less full, the largest such buffer is taken. Bits stay as they are: the same kernel reads
/// the same numbers.
enum Rematerialization {
  /// - Throws: `MemoryError` where all buffers together would have more bytes than there are
  ///   numbers.
  static func apply(to schedule: Schedule) throws(MemoryError) -> Schedule {
    guard schedule.target.savesMemory else { return schedule }
    var result = schedule
    while let next = step(from: result) { result = next }
    // Buffers do not always fit together without gaps.
    let before = try MemoryPlan.apply(to: InPlaceLoops.apply(to: schedule)).arenaByteCount
    let after = try MemoryPlan.apply(to: InPlaceLoops.apply(to: result)).arenaByteCount
    return after < before ? result : schedule
  }

  /// The schedule with one more result that is computed again, or `nil` where that saves nothing.
  private static func step(from schedule: Schedule) -> Schedule? {
    guard let peak = InPlaceLoops.apply(to: schedule).arenaPeak else { return nil }
    let lives = schedule.lifetimes.filter { $0.value.contains(peak.step) }
    let order = lives.keys.sorted {
      (schedule.buffers[$1].byteCount, $0) < (schedule.buffers[$0].byteCount, $1)
    }
    for buffer in order {
      guard let next = repeating(buffer, after: peak.step, in: schedule) else { continue }
      let bytes = InPlaceLoops.apply(to: next).arenaPeak?.byteCount ?? 0
      if bytes < peak.byteCount { return next }
    }
    return nil
  }

  /// The schedule in which a buffer is computed again before the first step that reads it after the
  /// given one, or `nil` where it cannot be.
  private static func repeating(
    _ buffer: Int, after step: Int, in schedule: Schedule
  ) -> Schedule? {
    let uses = schedule.steps.indices.filter { touches($0, buffer, schedule) }
    guard !uses.contains(step), let first = uses.first, first < step,
      let later = uses.first(where: { $0 > step }),
      case .kernel(let kernel) = schedule.steps[first], isElementwise(kernel),
      kernel.writes == [buffer],
      uses.dropFirst().allSatisfy({ readsOnly(schedule.steps[$0], buffer, schedule) }),
      isReadable(kernel, at: later, in: schedule)
    else { return nil }
    var steps = schedule.steps
    guard uses[1] < later else {
      // Nothing has read it so far.
      steps.insert(schedule.steps[first], at: later)
      steps.remove(at: first)
      return schedule.replacing(steps: steps)
    }
    var copies = BufferCopies(of: buffer, in: schedule)
    for number in later..<steps.count {
      guard case .kernel(let reader) = steps[number] else { continue }
      steps[number] = .kernel(reader.replacing(arguments: copies.arguments(of: reader)))
    }
    let name = uniqueName(kernel.name, Set(schedule.kernels.map(\.name)))
    let again = kernel.replacing(name: name, arguments: copies.arguments(of: kernel))
    steps.insert(.kernel(again), at: later)
    return schedule.replacing(buffers: copies.buffers, steps: steps)
  }

  /// Whether a kernel moves elements or computes them one by one.
  private static func isElementwise(_ kernel: Kernel) -> Bool {
    switch kernel.body {
    case .loop, .layoutConversion: !kernel.body.traits.canFail
    case .joinedLoops, .custom, .reduction, .fullReduction, .channelSum, .planeMoments,
      .argmax, .allReduce, .matrixProduct, .softmax, .index, .label, .pooling, .patches,
      .convolution, .convolutionInputGradient,
      .convolutionFilterGradient, .convolutionGradients, .winogradConvolution,
      .winogradInputGradient,
      .winogradFilterGradient, .rowTiledConvolution, .rowTiledFilterGradient:
      false
    }
  }

  /// Whether a step needs a buffer.
  private static func touches(_ step: Int, _ buffer: Int, _ schedule: Schedule) -> Bool {
    switch schedule.steps[step] {
    case .kernel(let kernel):
      kernel.arguments.contains { schedule.buffers.storage(of: $0.buffer) == buffer }
    case .checkNumbers(let other, _): schedule.buffers.storage(of: other) == buffer
    case .bindRows(let view, _):
      if case .rows(let source, let start) = schedule.buffers[view].place {
        [source, start].contains { schedule.buffers.storage(of: $0) == buffer }
      } else {
        false
      }
    case .beginUpdates: false
    }
  }

  /// Whether a step is a kernel that reads a buffer, or another one that lies in its place from
  /// beginning to end, and does not write it.
  private static func readsOnly(
    _ step: Schedule.Step, _ buffer: Int, _ schedule: Schedule
  ) -> Bool {
    guard case .kernel(let kernel) = step else { return false }
    return kernel.arguments.allSatisfy { argument in
      guard schedule.buffers.storage(of: argument.buffer) == buffer else { return true }
      guard argument.access == .read else { return false }
      var shown = argument.buffer
      while case .alias(let other) = schedule.buffers[shown].place { shown = other }
      return shown == buffer
    }
  }

  /// Whether what a kernel reads is still there before a later step.
  private static func isReadable(_ kernel: Kernel, at step: Int, in schedule: Schedule) -> Bool {
    let updates = schedule.steps.firstIndex { if case .beginUpdates = $0 { true } else { false } }
    return kernel.reads.allSatisfy { operand in
      switch schedule.buffers[schedule.buffers.storage(of: operand)].place {
      case .shared: step <= updates ?? step
      case .input, .output, .arena, .constant: true
      case .alias, .inPlace, .rows, .part: false
      }
    }
  }

  private static func uniqueName(_ name: String, _ taken: Set<String>) -> String {
    var unique = "\(name)again_"
    var number = 2
    while taken.contains(unique) {
      unique = "\(name)again_\(number)_"
      number += 1
    }
    return unique
  }

  /// A second buffer for what one holds, and second views of it.
  private struct BufferCopies {
    private let original: Int
    private(set) var buffers: [Buffer]
    private var copies: [Int: Int] = [:]

    init(of buffer: Int, in schedule: Schedule) {
      original = buffer
      buffers = schedule.buffers
    }

    mutating func arguments(of kernel: Kernel) -> [Argument] {
      kernel.arguments.map { Argument($0.access, $0.role, copy(of: $0.buffer)) }
    }

    private mutating func copy(of buffer: Int) -> Int {
      guard buffers.storage(of: buffer) == original else { return buffer }
      if let copy = copies[buffer] { return copy }
      var place = buffers[buffer].place
      if case .alias(let other) = place { place = .alias(of: copy(of: other)) }
      let old = buffers[buffer]
      buffers.append(
        Buffer(
          name: Rematerialization.uniqueName(old.name, Set(buffers.map(\.name))), type: old.type,
          layout: old.layout, place: place, byteCount: old.byteCount))
      copies[buffer] = buffers.count - 1
      return buffers.count - 1
    }
  }
}
