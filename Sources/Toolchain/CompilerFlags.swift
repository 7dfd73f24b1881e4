/// One flag of the C compiler, with the reason for it.
package struct CompilerFlag: Sendable, Hashable {
  /// The words that the flag consists of; most flags are one word.
  package let arguments: [String]

  /// Why the flag is given.
  package let reason: String

  /// A flag of the given words.
  package init(_ arguments: String..., reason: String) {
    self.init(arguments: arguments, reason: reason)
  }

  /// A flag of the given words.
  package init(arguments: [String], reason: String) {
    self.arguments = arguments
    self.reason = reason
  }
}

/// The flags that a kernel is compiled with.
///
/// Every flag that changes what floating-point code means is named here one by one. There is no
/// `-ffast-math` and no `-ffinite-math-only`, so code is never compiled as if NaN or infinity could
/// not occur, and sums keep the order in which they are written.
///
/// ```swift
/// let flags = CompilerFlags(host: .current())
/// print(flags)   // -std=gnu11 -O3 …, one to a line, each with its reason
/// ```
package struct CompilerFlags: Sendable, Hashable, CustomStringConvertible {
  /// The flags that come before the source files.
  package private(set) var compiling: [CompilerFlag]

  /// What comes after the source files: that they become a library, and the libraries that they
  /// call. A linker takes from a library what the files before it need.
  package private(set) var linking: [CompilerFlag]

  /// The level of optimisation, which is one of `compiling`.
  package static let optimization = CompilerFlag(
    "-O3", reason: "loops are unrolled and vectorised")

  /// The level for files whose loops are operations on vectors already. It takes a third less time,
  /// and the code of nearly all of them is as fast.
  ///
  /// Clang knows no `-fpeel-loops`, and GCC no warning of that.
  package static let optimizationOfVectors = CompilerFlag(
    "-O2", "-ftree-vectorize", "-fpeel-loops", "-Wno-ignored-optimization-argument",
    reason: "short loops are unrolled; what is left of others is vectorised")

  /// The words that come before a source file.
  func words(for file: SourceBundle.File) -> [String] {
    let flags =
      file.isInVectors
      ? compiling.map { $0 == Self.optimization ? Self.optimizationOfVectors : $0 } : compiling
    return flags.flatMap(\.arguments)
  }

  /// The flags that choose the processor and those of floating-point numbers, which results depend
  /// on: a part of `compiling` that goes for kernels in any program.
  package let kernel: [CompilerFlag]

  /// The flags for kernels that run on this machine.
  ///
  /// - Parameters:
  ///   - host: the processor to compile for.
  ///   - openMP: how threads are had, or `nil` for code that runs on one thread.
  ///   - blas: the BLAS that the code calls, or `nil` for none.
  ///   - mpi: the MPI that the code calls, or `nil` for none.
  package init(
    host: HostProcessor, openMP: OpenMP? = nil, blas: BLASLibrary? = nil, mpi: MPICompiler? = nil
  ) {
    self.init(processor: Self.processorFlags(host), openMP: openMP, blas: blas)
    if let mpi {
      compiling += mpi.compiling
      linking += mpi.linking
    }
  }

  /// The flags for kernels that run on any processor with vectors of some width.
  package init(
    architecture: HostProcessor.Architecture, vectorBytes: Int, openMP: OpenMP? = nil
  ) {
    self.init(
      processor: Self.processorFlags(architecture, vectorBytes: vectorBytes), openMP: openMP,
      blas: nil)
  }

  private init(processor: [CompilerFlag], openMP: OpenMP?, blas: BLASLibrary?) {
    kernel = processor + Self.floatingPointFlags
    compiling = Self.languageFlags + kernel + [Self.anyAddress]
    linking = [Self.library]
    if let openMP {
      compiling += openMP.compiling
      linking += openMP.linking
    } else {
      compiling.append(Self.withoutOpenMP)
    }
    if let blas {
      compiling += blas.compiling
      linking += blas.linking
    }
  }

  /// These flags with one more that comes before the source files.
  package func adding(_ flag: CompilerFlag) -> CompilerFlags {
    var result = self
    result.compiling.append(flag)
    return result
  }

  /// The flags as a table, one to a line, with the reasons in a second column.
  package var description: String {
    let rows = (compiling + linking).map { ($0.arguments.joined(separator: " "), $0.reason) }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { text, reason in
      text + String(repeating: " ", count: width - text.count + 2) + reason
    }.joined(separator: "\n")
  }

  // MARK: The flags

  private static let languageFlags = [
    CompilerFlag("-std=gnu11", reason: "C11 with the vector extensions that GCC and Clang share"),
    optimization,
    CompilerFlag("-Wall", reason: "the log kept beside a kernel names what is doubtful in it"),
    CompilerFlag("-Wextra", reason: "as -Wall"),
  ]

  private static func processorFlags(_ host: HostProcessor) -> [CompilerFlag] {
    let reason = "every instruction that this processor has"
    switch host.architecture {
    case .x86_64:
      let native = CompilerFlag("-march=native", reason: reason)
      return [native] + (host.vectorBytes == 64 ? [wideVectors] : [])
    case .arm64:
      // On ARM, -march=native chooses instructions but not the processor to schedule them for, and
      // older versions of Clang refuse it; -mcpu=native does both with either compiler.
      return [CompilerFlag("-mcpu=native", reason: reason)]
    case .other:
      return []
    }
  }

  private static let wideVectors = CompilerFlag(
    "-mprefer-vector-width=512",
    reason: "vectors of 64 bytes, where the compiler's default is 32")

  /// The flags of the least processor that has vectors of a width.
  private static func processorFlags(
    _ architecture: HostProcessor.Architecture, vectorBytes: Int
  ) -> [CompilerFlag] {
    switch architecture {
    case .x86_64:
      let level = vectorBytes == 64 ? 4 : vectorBytes == 32 ? 3 : 2
      return [
        CompilerFlag(
          "-march=x86-64-v\(level)", reason: "vectors of \(vectorBytes) bytes in any processor")
      ] + (vectorBytes == 64 ? [wideVectors] : [])
    case .arm64, .other: return []
    }
  }

  private static let floatingPointFlags = [
    CompilerFlag(
      "-fno-math-errno", reason: "sqrtf is an instruction: nothing reads errno after it"),
    CompilerFlag(
      "-fno-trapping-math",
      reason: "both sides of a condition may be computed: no code waits for traps"),
    CompilerFlag(
      "-ffp-contract=off",
      reason: "a product and a sum are fused where the code says so, and nowhere else"),
  ]

  private static let withoutOpenMP = CompilerFlag(
    "-Wno-unknown-pragmas", reason: "without OpenMP its pragmas say nothing, and that is no fault")

  private static let anyAddress = CompilerFlag(
    "-fPIC", reason: "code that can be loaded at any address")

  private static let library = CompilerFlag(
    "-shared", reason: "a library that can be loaded while the program runs")
}
