import CEmitter
import CallABI
import Execution
import Foundation
import GraphIR
import GraphPasses
import Interpreter
import Lowering
import Schedule
import Storage
import TestSupport
import Toolchain

/// A graph as a compiled function that takes and gives the interpreter's arrays.
struct CompiledGraph {
  let graph: Graph
  let schedule: Schedule
  let source: CSource
  private let function: CompiledFunction
  private let storages: [TensorStorage]
  private let cache = TemporaryDirectory()

  /// - Parameters:
  ///   - vectorBytes: the width to write the C for, whatever this machine's is.
  ///   - threads: the number of threads to write the C for, if it is for one.
  ///   - l2Bytes: the bytes of the L2 cache to write the C for, if not those of any target.
  ///   - compiler: the C compiler, if it is not the system's.
  ///   - addedFlags: flags of the compiler after the usual ones.
  init(
    _ graph: Graph, vectorBytes: Int = 64, isExact: Bool = false, usesBLAS: Bool = false,
    usesBFloat16: Bool = false, usesOpenMP: Bool = true, checksNumerics: Bool = false,
    timesKernels: Bool = false, threads: Int? = nil, l2Bytes: Int? = nil,
    optimization: Optimization = .full, compiler path: String? = nil, addedFlags: [String] = []
  ) throws {
    try GraphVerifier(after: "test").verify(graph)
    self.graph = graph
    // Small as they are, what the graphs of tests compute is shared out to threads.
    var target = Target(
      registerBytes: vectorBytes, threads: threads, isExact: isExact, usesBLAS: usesBLAS,
      usesBFloat16: usesBFloat16, threadedWork: 0)
    if let l2Bytes { target.l2Bytes = l2Bytes }
    let lowered = try Lowering.schedule(
      graph, for: target, optimization: optimization, checksNumerics: checksNumerics)
    // What is compiled has been text: all that C is made from is in it.
    schedule = try ScheduleParser.schedule(
      SchedulePrinter(lowered).text,
      customOperations: graph.nodes.compactMap {
        if case .custom(let operation) = $0.operation { operation } else { nil }
      })
    source = try CEmitter(
      abiVersion: Int(CROTON_ABI_VERSION), blasInclude: BLASLibrary.includeLine(),
      timesKernels: timesKernels
    ).emit(schedule)
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_CACHE_HOME"] = cache.path
    if let path { environment["CC"] = path }
    let compiler = try KernelCompiler(environment: environment)
    let bundle = try SourceBundle(
      name: graph.name,
      files: source.compiledFiles.map {
        SourceBundle.File(name: $0.name, text: $0.text, isInVectors: $0.isInVectors)
      })
    // Warnings are errors here: what Croton writes is clean under -Wall -Wextra.
    var flags = try compiler.flags(
      usesOpenMP: usesOpenMP, usesBLAS: schedule.usesBLAS
    ).adding(CompilerFlag("-Werror", reason: "generated C has no warnings"))
    for flag in addedFlags { flags = flags.adding(CompilerFlag(flag, reason: "the test's")) }
    let compiled = try compiler.library(
      for: bundle, flags: flags, abiVersion: UInt32(CROTON_ABI_VERSION))
    storages = try schedule.shared.map { try TensorStorage(type: $0) }
    function = try CompiledFunction(
      schedule: schedule, library: compiled.library, storages: storages, timesKernels: timesKernels)
  }

  /// The values of the roots, in the order of `graph.roots`, as the interpreter gives them.
  func evaluate(
    inputs: [NumericArray] = [], shared: [NumericArray] = [], threads: Int = 2
  ) throws -> [NumericArray] {
    for (storage, value) in zip(storages, shared) { storage.write(value) }
    let outputs = try function.run(inputs: inputs.map(\.elements), threads: threads)
    return graph.roots.map { root in
      let type = graph.type(of: root.value)
      switch root.role {
      case .output(let position): return NumericArray(type: type, encoded: outputs[position].bytes)
      case .update(let shared): return storages[shared].read(type)
      }
    }
  }

  /// What each kernel takes.
  func kernelTimes(inputs: [NumericArray], threads: Int = 2) throws -> [Duration] {
    try function.timedRun(inputs: inputs.map(\.elements), threads: threads).kernels
  }

  /// The bytes of the outputs for inputs that no `NumericArray` holds.
  func outputBytes(_ inputs: [ArgumentElements]) throws -> [[UInt8]] {
    try function.run(inputs: inputs, threads: 2).map(\.bytes)
  }

  /// The shared values as they are now.
  var sharedValues: [NumericArray] { storages.map { $0.read($0.type) } }

  /// The text of the C file as it is on a system with `cblas.h`.
  func goldenText() throws -> String {
    try CEmitter(abiVersion: Int(CROTON_ABI_VERSION), blasInclude: "#include <cblas.h>")
      .emit(schedule).files[0].text
  }

  /// The bytes of the shared values after a call.
  func sharedBytes(
    inputs: [NumericArray] = [], shared: [NumericArray], threads: Int
  ) throws -> [[UInt8]] {
    _ = try evaluate(inputs: inputs, shared: shared, threads: threads)
    return zip(storages, shared).map { $0.read($1.type).encoded }
  }
}
