import GraphIR
import KernelTemplates
import Schedule

/// Writes the C of a schedule.
package struct CEmitter: Sendable {
  /// The version of the agreement between generated code and its caller.
  package let abiVersion: Int
  /// The line that declares the BLAS, as `#include <cblas.h>`.
  package let blasInclude: String
  /// How the file was made, for those who want to make it again: the hash of the graph, the
  /// compiler, its flags, the command. One line each.
  package let provenance: [String]
  /// Whether the exported function is `croton_run_timed`, which reads a clock after every kernel.
  package let timesKernels: Bool
  /// How the function is called.
  package let linkage: CLinkage
  /// The C that it is written in.
  package let dialect: CDialect

  package init(
    abiVersion: Int, blasInclude: String, provenance: [String] = [], timesKernels: Bool = false,
    linkage: CLinkage = .library, dialect: CDialect = .vectorExtensions
  ) {
    self.abiVersion = abiVersion
    self.blasInclude = blasInclude
    self.provenance = provenance
    self.timesKernels = timesKernels
    self.linkage = linkage
    self.dialect = dialect
  }

  /// The C of a function as one file, and the headers that all functions share.
  ///
  /// - Throws: the template engine's error where a template is malformed.
  package func emit(_ schedule: Schedule) throws -> CSource {
    let functions = SharedFunctions(schedule)
    var helpers = HelperFunctions()
    let kernels = try kernels(of: schedule, functions, &helpers)
    let function = FunctionEmitter(
      schedule: schedule, functions: functions, timesKernels: timesKernels, linkage: linkage)
    let units = FunctionUnits(
      name: schedule.identifier,
      head: [
        HeadEmitter(schedule: schedule, provenance: provenance).render(), prologue(schedule),
      ].map(LineBreaks.apply),
      headers: ["croton.h"] + (schedule.usesBFloat16 ? ["croton_bf16.h"] : []),
      helpers: helpers.texts, kernels: kernels,
      caller: ((timesKernels ? [ClockEmitter.function] : []) + [function.render()])
        .map(LineBreaks.apply))
    let headers =
      try Self.headers(
        registerBytes: schedule.target.registerBytes, isExact: schedule.target.isExact,
        linkage: linkage, dialect: dialect)
      + (schedule.usesBFloat16 ? [try bfloat16Header(schedule.target)] : [])
      + (schedule.exchangesMessages ? [try Self.mpiHeader()] : [])
    return CSource(
      whole: CSource.File(name: units.whole.name, text: dialect.text(units.whole.text)),
      units: linkage == .library
        ? units.divided.map {
          CSource.File(name: $0.name, text: dialect.text($0.text), isInVectors: $0.isInVectors)
        } : [],
      headers: headers)
  }

  /// The functions of a schedule's kernels, each once.
  private func kernels(
    of schedule: Schedule, _ functions: SharedFunctions, _ helpers: inout HelperFunctions
  ) throws -> [KernelText] {
    let index = IndexType(for: schedule)
    let turns = schedule.serialTurns
    return try schedule.kernels.filter(functions.isFirst).map { kernel in
      try kernel.emitter(
        schedule.buffers, for: schedule.target, index: index, dialect: dialect,
        turn: turns[kernel.name] ?? .alone
      ).text(&helpers, others: functions.others(of: kernel))
    }
  }

  /// The headers that all functions share.
  ///
  /// - Parameters:
  ///   - registerBytes: the width of a vector register.
  ///   - isExact: whether no product and sum of the graph is fused, and `exp`, `log`, `log1p`,
  ///     `tanh`, the sigmoid and the softplus function of floats are computed in double and rounded
  ///     once. Otherwise floats have functions of their own, each within 2 units in the last place.
  ///   - linkage: how the functions are called.
  ///   - dialect: the C that they are written in.
  /// - Throws: the template engine's error where a template is malformed.
  package static func headers(
    registerBytes: Int, isExact: Bool = false, linkage: CLinkage = .library,
    dialect: CDialect = .vectorExtensions
  ) throws -> [CSource.File] {
    [
      CSource.File(
        name: "croton.h",
        text: LineBreaks.apply(
          to: try HeaderValues(dialect: dialect, lock: linkage.lock).render())),
      CSource.File(
        name: "croton_vector.h",
        text: LineBreaks.apply(
          to: try VectorValues(registerBytes: registerBytes, isExact: isExact, dialect: dialect)
            .render())),
      try fmaHeader(),
      CSource.File(
        name: "croton_math.h",
        text: LineBreaks.apply(to: try MathValues(exact: isExact).render())),
      CSource.File(
        name: "croton_functions.h", text: LineBreaks.apply(to: try FunctionValues().render())),
    ]
  }

  /// The header of products of bfloat16. Only functions that have some include it.
  private func bfloat16Header(_ target: Target) throws -> CSource.File {
    let values = BFloat16Values(registerBytes: target.registerBytes, dialect: dialect)
    return CSource.File(name: "croton_bf16.h", text: LineBreaks.apply(to: try values.render()))
  }

  /// The header of sums over processes, for programs that MPI starts.
  ///
  /// It includes `croton_fma.h`. No other header includes it: most programs have no MPI.
  ///
  /// - Throws: the template engine's error where the template is malformed.
  package static func mpiHeader() throws -> CSource.File {
    CSource.File(name: "croton_mpi.h", text: LineBreaks.apply(to: try MPIValues().render()))
  }

  /// What processes tell each other besides sums, with all headers.
  ///
  /// - Parameter abiVersion: the version of the interface, of a library that Croton loads;
  ///   `nil` for a program that stands alone.
  /// - Throws: the template engine's error where a template is malformed.
  package static func processes(abiVersion: Int?) throws -> [CSource.File] {
    let files: [(String, any KernelTemplateValues)] = [
      ("croton_processes.c", ProcessesValues(abiVersion: abiVersion)),
      ("croton_processes.h", ProcessesHeaderValues()),
    ]
    return try files.map { name, values in
      CSource.File(name: name, text: LineBreaks.apply(to: try values.render()))
    } + [mpiHeader(), fmaHeader()]
  }

  /// The header of multiply-adds, which `croton_mpi.h` includes.
  ///
  /// - Throws: the template engine's error where the template is malformed.
  package static func fmaHeader() throws -> CSource.File {
    CSource.File(name: "croton_fma.h", text: LineBreaks.apply(to: try FMAValues().render()))
  }

  private func prologue(_ schedule: Schedule) -> String {
    let products = schedule.usesBFloat16 ? "#include \"croton_bf16.h\"\n" : ""
    if case .linked(_, let header) = linkage {
      return "#include \"\(header)\"\n" + products
        + (schedule.exchangesMessages ? "#include \"croton_mpi.h\"\n" : "")
    }
    return """
      #include "croton.h"
      \(products)\(timesKernels ? "#include <time.h>\n" : "")\
      \(schedule.usesBLAS ? "\(blasInclude)\n" : "")\
      \(schedule.exchangesMessages ? "#include \"croton_mpi.h\"\n" : "")
      CROTON_EXPORT const uint32_t croton_abi_version = \(abiVersion);
      CROTON_EXPORT const uint64_t croton_arena_bytes = \(schedule.arenaByteCount);
      CROTON_EXPORT const uint64_t croton_workspace_bytes = \(schedule.threadWorkspaceByteCount);

      """
  }
}
