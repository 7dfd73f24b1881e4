import Foundation
import GraphIR
import Lowering
import Schedule
import Storage
import TestSupport
import Testing
import Toolchain

@testable import CEmitter

/// How far the functions of `croton_math.h` are from the true results, and that loops of them become
/// vectors.
///
/// Every 257th float is tried, or with `CROTON_SOAK=1` in the environment, as `make soak` has
/// it, every one.
@Suite struct MathAccuracyTests {
  /// The functions, as `accuracy.c` numbers them.
  enum Function: Int32, CaseIterable {
    case exp, log, log1p, tanh, sigmoid, softplus

    /// What the header's comment says.
    func promise(_ constants: MathConstants) -> Double {
      let accuracy = constants.accuracy
      return switch self {
      case .exp: accuracy.exp
      case .log: accuracy.log
      case .log1p: accuracy.log1p
      case .tanh: accuracy.tanh
      case .sigmoid: accuracy.sigmoid
      case .softplus: accuracy.softplus
      }
    }
  }

  /// `croton_worst` of `accuracy.c`.
  private struct Worst {
    var ulps = 0.0
    var argument = 0.0
    var found = 0.0
  }

  private typealias Measure = @convention(c) (Int32, Int64, UnsafeMutableRawPointer) -> Void

  private let cache = TemporaryDirectory()

  /// C sources as a library, with the headers of functions beside them.
  private func compile(
    _ text: String, flags: [String] = []
  ) throws -> CompiledLibrary {
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_CACHE_HOME"] = cache.path
    let compiler = try KernelCompiler(environment: environment)
    let headers = try CEmitter.headers(registerBytes: compiler.host.vectorBytes)
    let source = try SourceBundle(
      name: "math",
      files: [SourceBundle.File(name: "math.c", text: text)]
        + headers.map { SourceBundle.File(name: $0.name, text: $0.text) })
    var all = try compiler.flags(usesOpenMP: false)
      .adding(CompilerFlag("-Werror", reason: "generated C has no warnings"))
    for flag in flags { all = all.adding(CompilerFlag(flag, reason: "asked for by the test")) }
    return try compiler.library(for: source, flags: all, abiVersion: 1)
  }

  private func compileAccuracy(flags: [String] = []) throws -> LoadedLibrary {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("MathAccuracy/accuracy.c")
    return try compile(String(contentsOf: file, encoding: .utf8), flags: flags).library
  }

  private func expect(
    _ function: Function, _ type: ElementType, in library: LoadedLibrary, count: Int64
  ) throws {
    let measure: Measure = try library.function(
      type == .float ? "measure_floats" : "measure_doubles")
    var worst = Worst()
    // The function writes one such structure and keeps no pointer to it.
    withUnsafeMutablePointer(to: &worst) { measure(function.rawValue, count, $0) }
    var promise = function.promise(type == .float ? .float : .double)
    #expect(promise <= 2)
    // A reference with the same digits is itself off by up to 1 ulp.
    let isWide: @convention(c) () -> Int32 = try library.function("has_wide_reference")
    if type == .double, isWide() == 0 { promise += 1 }
    #expect(
      worst.ulps <= promise,
      "\(function) of the \(type) \(worst.argument) is \(worst.found): \(worst.ulps) ulp")
    // An error of less than half a unit would mean that nothing was compared.
    #expect(worst.ulps >= 0.5)
  }

  @Test func asOnThisMachine() async throws {
    let library = try compileAccuracy()
    try await withThrowingTaskGroup { group in
      for function in Function.allCases {
        group.addTask {
          try expect(function, .float, in: library, count: Soak.isOn ? 1 : 257)
          try expect(function, .double, in: library, count: Soak.isOn ? 5000 : 500)
        }
      }
      try await group.waitForAll()
    }
  }

  #if arch(x86_64)
    /// Other widths of vectors than this machine's.
    @Test(arguments: [128, 256, 512]) func everyWidth(bits: Int) throws {
      let library = try compileAccuracy(flags: ["-mprefer-vector-width=\(bits)"])
      for function in Function.allCases {
        try expect(function, .float, in: library, count: 4099)
        try expect(function, .double, in: library, count: 30)
      }
    }
  #endif

  /// The compiler says of each loop whether it made vectors of it.
  @Test(arguments: ["float", "double"])
  func loopsBecomeVectors(type: String) throws {
    let head = ["#include \"croton.h\"", "CROTON_EXPORT const uint32_t croton_abi_version = 1;"]
    let loops = Function.allCases.map { function in
      "CROTON_EXPORT void \(function)_of_numbers(\(type) *restrict y, const \(type) *restrict x)"
        + " { for (int i = 0; i < 4096; ++i) y[i] = croton_\(function)_\(type)(x[i]); }"
    }
    let compiler = try KernelCompiler().compiler
    let isClang = try compiler.version().contains("clang")
    let compiled = try compile(
      (head + loops).joined(separator: "\n") + "\n",
      flags: [isClang ? "-Rpass=loop-vectorize" : "-fopt-info-vec-optimized"])
    let log = try String(contentsOfFile: compiled.directory + "/compiler.log", encoding: .utf8)
    let said = log.components(separatedBy: "\n").filter { $0.contains("vectorized") }
    for (number, function) in Function.allCases.enumerated() {
      let place = "math.c:\(head.count + number + 1):"
      #expect(said.contains { $0.hasPrefix(place) }, "\(function) of \(type): \(log)")
    }
  }

  /// In exact mode the functions are those of the library, to the bit.
  @Test func exactModeCallsTheLibrary() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [1000])), name: "x", at: here)
    let y = try builder.add(.input(1, TensorType(.double, [1000])), name: "y", at: here)
    let functions: [ElementwiseFunction] = [.exp, .log, .log1p, .tanh]
    var roots: [Graph.Root] = []
    for function in functions {
      for operand in [x, y] {
        roots.append(.init(.output(roots.count), try builder.add(function, [operand], at: here)))
      }
    }
    let compiled = try CompiledGraph(
      builder.graph(name: "functions", roots: roots), isExact: true, usesOpenMP: false)
    let floats = (0..<1000).map { Float($0) / 300 }
    let doubles = floats.map { Double($0) * 1.0000001 }
    let found = try compiled.outputBytes([ArgumentElements(floats), ArgumentElements(doubles)])
    let expected: [[UInt8]] = [
      floats.map { exp($0) }.withUnsafeBytes(Array.init),
      doubles.map { exp($0) }.withUnsafeBytes(Array.init),
      floats.map { log($0) }.withUnsafeBytes(Array.init),
      doubles.map { log($0) }.withUnsafeBytes(Array.init),
      floats.map { log1p($0) }.withUnsafeBytes(Array.init),
      doubles.map { log1p($0) }.withUnsafeBytes(Array.init),
      floats.map { tanh($0) }.withUnsafeBytes(Array.init),
      doubles.map { tanh($0) }.withUnsafeBytes(Array.init),
    ]
    #expect(found == expected)
  }
}
