import CallABI
import Diagnostics
import Foundation
import GraphIR
import Schedule
import Storage
import Toolchain

/// A compiled schedule in this process: one C function, its arena, and the shared values it works on.
package final class CompiledFunction: @unchecked Sendable {
  // Sound although unchecked: everything is set once but for the arena's contents and the threads'
  // own memory, which only a call touches while it holds the lock.

  /// The exported function: with times, it also says when it began and when each kernel ended.
  private enum Entry {
    case plain(@convention(c) (UnsafeMutablePointer<croton_call>) -> Int32)
    case timed(
      @convention(c) (UnsafeMutablePointer<croton_call>, UnsafeMutablePointer<Int64>) -> Int32)
  }

  package let schedule: Schedule
  private let library: LoadedLibrary
  private let entry: Entry
  private let storages: [TensorStorage]
  /// Who the processes are that call the function together.
  private let processes: ProcessGroup?
  private let arena: FunctionMemory
  private var workspace: (memory: FunctionMemory?, threads: Int) = (nil, 0)
  private let lock = NSLock()

  /// A way in which a call failed, with the number that it failed on.
  package struct Failure: Error, Sendable {
    package let failure: Schedule.Failure
    package let value: Int64
    /// The number at that position, where numbers are checked.
    package let number: Double

    /// What is wrong, with the numbers that it failed on.
    package var reason: String { failure.reason(for: value, number) }
  }

  /// - Parameters:
  ///   - timesKernels: whether the library was made to time its kernels.
  ///   - processes: those that call the function together.
  /// - Throws: `ToolchainError` when the library has no such function, `MemoryError` when there is no
  ///   memory for the arena.
  package init(
    schedule: Schedule, library: LoadedLibrary, storages: [TensorStorage],
    timesKernels: Bool = false, processes: ProcessGroup? = nil
  ) throws {
    self.schedule = schedule
    self.library = library
    self.storages = storages
    self.processes = processes
    entry =
      timesKernels
      ? .timed(try library.function("croton_run_timed"))
      : .plain(try library.function("croton_run"))
    arena = try FunctionMemory(arenaOf: schedule)
  }

  /// Memory of their own for so many threads.
  private func workspace(threads: Int) throws -> UnsafeMutablePointer<UInt8>? {
    guard schedule.threadWorkspaceByteCount > 0 else { return nil }
    if workspace.threads < threads {
      workspace = (try FunctionMemory(workspaceOf: schedule, threads: threads), threads)
    }
    return workspace.memory?.start.assumingMemoryBound(to: UInt8.self)
  }

  /// The same function of the same library, on other shared values and with an arena of its own.
  ///
  /// - Parameter storages: as many as this has, of the same types, no two of them the same.
  /// - Throws: `MemoryError` when there is no memory for the arena.
  package func copy(storages: [TensorStorage]) throws -> CompiledFunction {
    let timesKernels = if case .timed = entry { true } else { false }
    return try CompiledFunction(
      schedule: schedule, library: library, storages: storages, timesKernels: timesKernels,
      processes: processes)
  }

  /// Runs the function once.
  ///
  /// - Parameters:
  ///   - inputs: the elements of each argument; the call reads them where they lie.
  ///   - threads: the number of threads to share the work out to; fewer where the system gives no
  ///     more.
  ///   - check: looks at what the call has done. Where it throws, shared values are as before.
  /// - Returns: the elements of each output.
  /// - Precondition: there is an argument of the right type for each input.
  /// - Throws: what the check throws; `MemoryError` when there is no memory for the outputs or for the
  ///   threads; `Failure` when a slice or a label does not exist, or numbers are checked and one is not
  ///   healthy; shared values are then as before.
  package func run(
    inputs: [ArgumentElements], threads: Int, check: ((CallRecord) throws -> Void)? = nil
  ) throws -> [ResultElements] {
    try timedRun(inputs: inputs, threads: threads, check: check).outputs
  }

  /// Runs the function once, as ``run(inputs:threads:check:)`` does.
  ///
  /// - Returns: the outputs, and what each kernel of the schedule took, in order; no times where the
  ///   library was not made to time its kernels.
  package func timedRun(
    inputs: [ArgumentElements], threads: Int, check: ((CallRecord) throws -> Void)? = nil
  ) throws -> (outputs: [ResultElements], kernels: [Duration]) {
    precondition(inputs.count == schedule.inputs.count)
    precondition(zip(inputs, schedule.inputs).allSatisfy { $0.fit($1) })
    let outputs = try schedule.outputs.map { try ResultElements(uninitialized: $0) }
    lock.lock()
    defer { lock.unlock() }
    return try TensorStorage.withExclusiveAccess(to: storages) { shared in
      let saved = check == nil ? [:] : writtenValues(shared)
      let times = try ArgumentElements.withPointers(to: inputs) { arguments in
        try ResultElements.withPointers(to: outputs) { results in
          schedule.target.checksBounds
            ? try guardedCall(arguments, shared, results, threads)
            : try call(arguments, shared, results, threads)
        }
      }
      let record = CallRecord(
        inputs: inputs, outputs: outputs, saved: saved, storages: storages, memory: shared)
      do {
        try check?(record)
      } catch {
        record.restore()
        throw error
      }
      let kernels = zip(times, times.dropFirst()).map { Duration.nanoseconds($1 - $0) }
      return (outputs, kernels)
    }
  }

  /// Copies of the shared values that a call writes.
  private func writtenValues(_ memory: [UnsafeMutableRawPointer]) -> [Int: [UInt8]] {
    var values: [Int: [UInt8]] = [:]
    for buffer in schedule.kernels.flatMap(\.writes) {
      guard case .shared(let number) = schedule.buffers[buffer].place else { continue }
      // The storage's lock is held, and it has as many bytes as its type.
      values[number] = Array(
        UnsafeRawBufferPointer(start: memory[number], count: storages[number].type.byteCount))
    }
    return values
  }

  /// A call with copies of everything between guard pages.
  private func guardedCall(
    _ inputs: [UnsafeRawPointer?], _ shared: [UnsafeMutableRawPointer?],
    _ outputs: [UnsafeMutableRawPointer?], _ threads: Int
  ) throws -> [Int64] {
    let (inputTypes, sharedTypes) = (schedule.inputs, storages.map(\.type))
    func guarded(_ what: String, _ types: [TensorType], aligned: Int?) throws -> [GuardedMemory] {
      try types.enumerated().map { number, type in
        try GuardedMemory(
          of: "\(what) \(number)", byteCount: type.byteCount,
          alignment: aligned ?? type.elementType.byteCount, function: schedule.name)
      }
    }
    /// Copies as many bytes as a type has, which both sides have.
    func copy(_ source: UnsafeRawPointer?, _ target: UnsafeMutableRawPointer?, _ type: TensorType) {
      if let source, let target { target.copyMemory(from: source, byteCount: type.byteCount) }
    }
    let own = (
      inputs: try guarded("input", inputTypes, aligned: nil),
      shared: try guarded("shared value", sharedTypes, aligned: TensorStorage.alignment),
      outputs: try guarded("output", schedule.outputs, aligned: TensorStorage.alignment)
    )
    for (number, type) in inputTypes.enumerated() {
      copy(inputs[number], own.inputs[number].start, type)
    }
    for (number, type) in sharedTypes.enumerated() {
      copy(shared[number], own.shared[number].start, type)
    }
    let times = try call(
      own.inputs.map { UnsafeRawPointer($0.start) }, own.shared.map(\.start),
      own.outputs.map(\.start), threads)
    for (number, type) in sharedTypes.enumerated() {
      copy(own.shared[number].start, shared[number], type)
    }
    for (number, type) in schedule.outputs.enumerated() {
      copy(own.outputs[number].start, outputs[number], type)
    }
    return withExtendedLifetime(own) { times }
  }

  private func call(
    _ inputs: [UnsafeRawPointer?], _ shared: [UnsafeMutableRawPointer?],
    _ outputs: [UnsafeMutableRawPointer?], _ threads: Int
  ) throws -> [Int64] {
    let threads = ThreadRuntime.threadCount(upTo: Int(Int32(clamping: max(1, threads))))
    let workspace = try workspace(threads: threads)
    // The arrays of pointers live until the call returns, and what they point to belongs to the caller.
    return try inputs.withUnsafeBufferPointer { inputs in
      try shared.withUnsafeBufferPointer { shared in
        try outputs.withUnsafeBufferPointer { outputs in
          var call = croton_call(
            inputs: inputs.baseAddress, shared: shared.baseAddress, outputs: outputs.baseAddress,
            arena: arena.start.assumingMemoryBound(to: UInt8.self), workspace: workspace,
            threads: Int32(threads),
            failure: 0, failure_value: 0, failure_number: 0, processes: processes?.pointer)
          var times: [Int64] = []
          let status: Int32
          switch entry {
          case .plain(let run):
            status = run(&call)
          case .timed(let run):
            times = [Int64](repeating: 0, count: schedule.kernels.count + 1)
            // The function writes one time for its beginning and one for each kernel.
            status = run(&call, &times)
          }
          guard status == 0 else {
            throw Failure(
              failure: schedule.failures[Int(status) - 1], value: call.failure_value,
              number: call.failure_number)
          }
          return times
        }
      }
    }
  }
}
