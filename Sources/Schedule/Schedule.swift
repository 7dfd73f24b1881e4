import Diagnostics
import GraphIR

/// What the generated C does, in order, and where everything lies.
package struct Schedule: Sendable {
  package enum Step: Sendable {
    case kernel(Kernel)
    /// Reads the row that a view starts at, and fails the call where the rows do not exist.
    case bindRows(buffer: Int, failure: Int)
    /// Fails the call where the buffer holds a number that is no result of a healthy model.
    case checkNumbers(buffer: Int, failure: Int)
    /// From here on shared values are written; a call that has failed stops before.
    case beginUpdates
  }

  /// A way in which a call can fail.
  package struct Failure: Sendable {
    /// What is wrong, with `%lld` where the integer belongs that it failed on, and `%g` where the
    /// floating-point number does.
    package let reason: String
    /// The line of the user's program that asked for the impossible.
    package let location: SourceLocation
    /// The other lines that the same kernel computes.
    package let fusedLocations: [SourceLocation]

    package init(
      reason: String, location: SourceLocation, fusedLocations: [SourceLocation] = []
    ) {
      self.reason = reason
      self.location = location
      self.fusedLocations = fusedLocations
    }

    /// What is wrong, with the numbers that it failed on.
    package func reason(for value: Int64, _ number: Double) -> String {
      let text = Self.replacing("%lld", in: reason, by: "\(value)")
      let name = number.isNaN ? "NaN" : number.isInfinite ? "infinity" : "\(number.magnitude)"
      return Self.replacing(
        "%g", in: text, by: number.sign == .minus && !number.isNaN ? "-\(name)" : name)
    }

    private static func replacing(_ mark: String, in text: String, by number: String) -> String {
      // A user's name that holds the same letters comes before.
      guard let last = text.ranges(of: mark).last else { return text }
      return text[..<last.lowerBound] + number + text[last.upperBound...]
    }
  }

  /// What offsets in the arena, and of parts of its buffers, are multiples of, so that every vector
  /// load is aligned.
  package static let alignment = 64
  /// The bytes of the guard pages on each side of a buffer where bounds are checked, and the
  /// alignment of both: the largest page of the systems that Croton runs on.
  package static let guardBytes = 1 << 16

  package let name: String
  package let target: Target
  package let buffers: [Buffer]
  package let steps: [Step]
  package let failures: [Failure]
  /// The bytes of the arena.
  package let arenaByteCount: Int
  /// The types of the call's arguments, shared values and results.
  package let inputs: [TensorType]
  package let shared: [TensorType]
  package let outputs: [TensorType]
  /// The names of the kernels during which an exchange goes on that they are no part of.
  private let kernelsDuringExchanges: Set<String>

  package init(
    name: String, target: Target, buffers: [Buffer], steps: [Step], failures: [Failure],
    arenaByteCount: Int, inputs: [TensorType], shared: [TensorType], outputs: [TensorType]
  ) {
    self.name = name
    self.target = target
    self.buffers = buffers
    self.steps = steps
    self.failures = failures
    self.arenaByteCount = arenaByteCount
    self.inputs = inputs
    self.shared = shared
    self.outputs = outputs
    kernelsDuringExchanges = Self.kernelsDuringExchanges(steps)
  }

  /// The same with other steps, or with buffers in other places.
  package func replacing(buffers: [Buffer]? = nil, steps: [Step]? = nil, arenaByteCount: Int? = nil)
    -> Schedule
  {
    Schedule(
      name: name, target: target, buffers: buffers ?? self.buffers, steps: steps ?? self.steps,
      failures: failures, arenaByteCount: arenaByteCount ?? self.arenaByteCount, inputs: inputs,
      shared: shared, outputs: outputs)
  }

  /// The bytes of each thread's own memory: what the neediest kernel needs. One kernel after the
  /// other uses the same bytes, which therefore stay in the thread's cache.
  ///
  /// They are whole pages, and large ones where they are many: processors fetch ahead within a
  /// page, and what one thread fetches for nothing another would have to give up. Where memory is
  /// to be saved, they are whole lines of a cache. Where bounds are checked, guard pages follow.
  package var threadWorkspaceByteCount: Int {
    let bytes = neededWorkspaceByteCount
    if target.checksBounds { return bytes == 0 ? 0 : Self.guarded(bytes) + Self.guardBytes }
    let page =
      target.savesMemory
      ? target.lineBytes
      : bytes < target.largePageBytes / 4 ? target.pageBytes : target.largePageBytes
    return (bytes + page - 1) / page * page
  }

  /// What the neediest kernel needs of its thread's memory, in bytes.
  package var neededWorkspaceByteCount: Int {
    kernels.map(\.body.traits.threadWorkspaceBytes).max() ?? 0
  }

  /// So many bytes, rounded up to the alignment.
  package static func aligned(_ byteCount: Int) -> Int {
    (byteCount + alignment - 1) / alignment * alignment
  }

  /// The bytes of the pages that hold so many.
  package static func guarded(_ byteCount: Int) -> Int {
    (byteCount + guardBytes - 1) / guardBytes * guardBytes
  }

  /// The function's name as an identifier, which its file is called after.
  package var identifier: String { Identifier.from(name) }

  /// The kernels, in order.
  package var kernels: [Kernel] {
    steps.compactMap { if case .kernel(let kernel) = $0 { kernel } else { nil } }
  }

  /// The ways in which kernels compute what can be computed in several that differ in the last
  /// bits. They follow from the graph and the options alone: with the graph they say all that
  /// decides the bits of the results.
  ///
  /// They stand in the order of the graph, whatever kernels compute: those of updates come last.
  package var algorithms: [String] {
    var entries: [(isUpdate: Int, node: Int, text: String)] = []
    var isUpdate = 0
    for step in steps {
      switch step {
      case .beginUpdates: isUpdate = 1
      case .kernel(let kernel):
        entries += zip(kernel.nodes, kernel.body.traits.algorithms).map { (isUpdate, $0, $1) }
      case .bindRows, .checkNumbers: break
      }
    }
    return entries.enumerated().sorted {
      ($0.element.isUpdate, $0.element.node, $0.offset)
        < ($1.element.isUpdate, $1.element.node, $1.offset)
    }.map(\.element.text)
  }

  /// Whether any kernel exchanges messages with other processes.
  package var exchangesMessages: Bool {
    kernels.contains { if case .allReduce = $0.body { true } else { false } }
  }

  /// Whether exchanges go on while a kernel runs that is no part of any.
  package func exchangesGoOn(after kernel: Kernel) -> Bool {
    kernelsDuringExchanges.contains(kernel.name)
  }

  private static func kernelsDuringExchanges(_ steps: [Step]) -> Set<String> {
    var names: Set<String> = []
    var running = 0
    for case .kernel(let kernel) in steps {
      guard case .allReduce(let sum) = kernel.body else {
        if running > 0 { names.insert(kernel.name) }
        continue
      }
      switch sum.part {
      case .whole: break
      case .start: running += 1
      case .finish: running -= 1
      }
    }
    return names
  }

  /// Whether any kernel calls the BLAS.
  package var usesBLAS: Bool {
    kernels.contains { $0.body.traits.callsBLAS }
  }

  /// Whether any kernel multiplies numbers that it has rounded to bfloat16.
  package var usesBFloat16: Bool {
    kernels.contains { $0.body.traits.usesBFloat16 }
  }
}
