import Foundation
import GraphIR
import Lowering
import Schedule
import Storage
import TestSupport
import Testing
import Toolchain

@testable import CEmitter

/// How far the functions of `croton_math.h` and `croton_functions.h` are from the true results, and
/// that loops of them become vectors.
///
/// Every 257th float is tried, or with `CROTON_SOAK=1` in the environment, as `make soak` has
/// it, every one.
@Suite struct MathAccuracyTests {
  /// The functions, as `accuracy.c` numbers them.
  enum Function: Int32, CaseIterable {
    case exp, log, log1p, tanh, sigmoid, softplus, sin, cos, erf, expm1, pow

    /// Whether it is computed in double for floats, too, and then rounded.
    func isRounded(isExact: Bool) -> Bool { isExact || rawValue >= Self.sin.rawValue }

    /// What the header's comment says.
    func promise(_ type: ElementType, isExact: Bool) -> Double {
      if type == .float, isRounded(isExact: isExact) { return 0.501 }
      let accuracy = (type == .float ? MathConstants.float : .double).accuracy
      return switch self {
      case .exp: accuracy.exp
      case .log: accuracy.log
      case .log1p: accuracy.log1p
      case .tanh: accuracy.tanh
      case .sigmoid: accuracy.sigmoid
      case .softplus: accuracy.softplus
      case .sin: FunctionConstants.accuracy.sin
      case .cos: FunctionConstants.accuracy.cos
      case .erf: FunctionConstants.accuracy.erf
      case .expm1: FunctionConstants.accuracy.expm1
      case .pow: FunctionConstants.accuracy.pow
      }
    }

    /// Its expression for a number of an array.
    func call(_ type: String) -> String {
      "croton_\(self)_\(type)(x[i]\(self == .pow ? ", x[4095 - i]" : ""))"
    }
  }

  /// `croton_worst` of `accuracy.c`.
  private struct Worst {
    var ulps = 0.0
    var argument = 0.0
    var second = 0.0
    var found = 0.0
  }

  private typealias Measure = @convention(c) (Int32, Int64, Int64, UnsafeMutableRawPointer) -> Void

  private let libraries = HeaderLibrary()

  private func expect(
    _ function: Function, _ type: ElementType, in library: LoadedLibrary, count: Int64,
    seed: UInt64, isExact: Bool = false
  ) throws {
    let measure: Measure = try library.function(
      type == .float ? "measure_floats" : "measure_doubles")
    var worst = Worst()
    // The function writes one such structure and keeps no pointer to it.
    withUnsafeMutablePointer(to: &worst) {
      measure(function.rawValue, count, Int64(bitPattern: seed), $0)
    }
    var promise = function.promise(type, isExact: isExact)
    #expect(promise <= 2)
    // A reference with the same digits is itself off by up to 1 ulp.
    let isWide: @convention(c) () -> Int32 = try library.function("has_wide_reference")
    if type == .double, isWide() == 0 { promise += 1 }
    #expect(
      worst.ulps <= promise,
      """
      \(function) of the \(type) \(worst.argument), \(worst.second) is \(worst.found): \
      \(worst.ulps) ulp
      """)
    // A worst error of much less than half a unit would mean that nothing was compared.
    #expect(worst.ulps >= 0.499)
  }

  @Test(arguments: [false, true]) func asOnThisMachine(isExact: Bool) async throws {
    let library = try libraries.load("accuracy.c", isExact: isExact)
    let seed = SeededGenerator.announced().seed
    try await withThrowingTaskGroup { group in
      for function in Function.allCases {
        // Doubles have the same functions in exact mode.
        if isExact, !function.isRounded(isExact: false) {
          group.addTask {
            try expect(
              function, .float, in: library, count: Soak.isOn ? 1 : 257, seed: seed, isExact: true)
          }
        } else if !isExact {
          group.addTask {
            try expect(function, .float, in: library, count: Soak.isOn ? 1 : 257, seed: seed)
            try expect(function, .double, in: library, count: Soak.isOn ? 5000 : 500, seed: seed)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  #if arch(x86_64)
    /// Other widths of vectors than this machine's.
    @Test(arguments: [128, 256, 512]) func everyWidth(bits: Int) throws {
      let library = try libraries.load("accuracy.c", flags: ["-mprefer-vector-width=\(bits)"])
      let seed = SeededGenerator.announced().seed
      for function in Function.allCases {
        try expect(function, .float, in: library, count: 4099, seed: seed)
        try expect(function, .double, in: library, count: 30, seed: seed)
      }
    }
  #endif

  /// The compiler says of each loop whether it made vectors of it. GCC makes none of loops that read
  /// a table at places that are computed, as sine and cosine do, without AVX-512.
  @Test(arguments: ["float", "double"])
  func loopsBecomeVectors(type: String) throws {
    let head = ["#include \"croton.h\"", "CROTON_EXPORT const uint32_t croton_abi_version = 1;"]
    let loops = Function.allCases.map { function in
      "CROTON_EXPORT void \(function)_of_numbers(\(type) *restrict y, const \(type) *restrict x)"
        + " { for (int i = 0; i < 4096; ++i) y[i] = \(function.call(type)); }"
    }
    let compiler = try KernelCompiler()
    let isClang = try compiler.compiler.version().line.contains("clang")
    let compiled = try libraries.compile(
      (head + loops).joined(separator: "\n") + "\n",
      flags: [isClang ? "-Rpass=loop-vectorize" : "-fopt-info-vec-optimized"])
    let log = try String(contentsOfFile: compiled.directory + "/compiler.log", encoding: .utf8)
    let said = log.components(separatedBy: "\n").filter { $0.contains("vectorized") }
    for (number, function) in Function.allCases.enumerated() {
      let readsTable = function == .sin || function == .cos
      if readsTable, !isClang, compiler.host.vectorBytes < 64 { continue }
      let place = "math.c:\(head.count + number + 1):"
      #expect(said.contains { $0.hasPrefix(place) }, "\(function) of \(type): \(log)")
    }
  }
}
