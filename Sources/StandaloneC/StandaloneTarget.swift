import CEmitter
import Compiler
import Toolchain

/// The processor that a folder of C is written for, and the C that it is written in.
///
/// Results are the same on all of them, to the bit.
package enum StandaloneTarget: String, Sendable, CaseIterable {
  /// The processor of this machine, with its vectors.
  case host
  /// Any processor, by any compiler of C99.
  case portable
  /// Processors of x86-64 with vectors of 16 bytes.
  case x86v2 = "x86-64-v2"
  /// Processors of x86-64 with AVX2: vectors of 32 bytes.
  case x86v3 = "x86-64-v3"
  /// Processors of x86-64 with AVX-512: vectors of 64 bytes.
  case x86v4 = "x86-64-v4"
  /// Processors of 64-bit ARM, with NEON.
  case aarch64
  /// Processors of 64-bit RISC-V, without vectors of their own.
  case riscv64
  /// WebAssembly with vectors of 16 bytes, in node and in browsers.
  case wasm32
  /// Microcontrollers of ARM with a floating-point unit: no files, one thread.
  case cortexM = "cortex-m"

  /// The width of a vector register, in bytes, or `nil` for this machine's.
  var registerBytes: Int? {
    switch self {
    case .host: nil
    case .x86v3: 32
    case .x86v4: 64
    case .portable, .x86v2, .aarch64, .riscv64, .wasm32, .cortexM: 16
    }
  }

  /// The C of the kernels.
  var dialect: CDialect {
    switch self {
    case .portable, .cortexM: .portable
    case .host, .x86v2, .x86v3, .x86v4, .aarch64, .riscv64, .wasm32: .vectorExtensions
    }
  }

  /// The version of C, as compilers call it.
  var language: String { dialect == .portable ? "c99" : "c11" }

  /// Whether there are files and programs to run.
  var isHosted: Bool { self != .cortexM }

  /// Whether programs are run by the system, and not by node.
  var isNative: Bool { isHosted && self != .wasm32 }

  /// Whether threads can share the work.
  package var hasThreads: Bool { dialect == .vectorExtensions && self != .wasm32 }

  /// Whether several processes can train together, which MPI starts.
  package var hasProcesses: Bool { isNative }

  /// The compiler where it is not the system's, and what makes libraries.
  var tools: (compiler: String, archiver: String)? {
    switch self {
    case .cortexM: ("arm-none-eabi-gcc", "arm-none-eabi-ar")
    case .wasm32: ("clang", "llvm-ar")
    case .host, .portable, .x86v2, .x86v3, .x86v4, .aarch64, .riscv64: nil
    }
  }

  /// The flags that choose the processor and that results depend on, and the level of optimisation.
  func flags(vectorBytes: Int?) -> (kernel: [String], optimization: [String]) {
    let host = HostProcessor.current()
    let flags: CompilerFlags
    var processor: [String] = []
    switch self {
    case .host:
      flags =
        vectorBytes.map { CompilerFlags(architecture: host.architecture, vectorBytes: $0) }
        ?? CompilerFlags(host: host)
    case .x86v2, .x86v3, .x86v4:
      flags = CompilerFlags(architecture: .x86_64, vectorBytes: registerBytes ?? 16)
    case .aarch64: flags = CompilerFlags(architecture: .arm64, vectorBytes: 16)
    case .wasm32:
      processor = ["--target=wasm32-wasi", "-msimd128"]
      flags = CompilerFlags(architecture: .other, vectorBytes: 16)
    case .riscv64: flags = CompilerFlags(architecture: .other, vectorBytes: 16)
    case .cortexM:
      // What a Cortex-M4 has; an M7, an M33 and an M55 run it, too.
      return (
        [
          "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=hard", "-mfpu=fpv4-sp-d16",
          "-ffp-contract=off", "-fno-math-errno",
        ], ["-O2"]
      )
    case .portable: return (["-ffp-contract=off"], ["-O2"])
    }
    return (
      processor + flags.kernel.flatMap(\.arguments), CompilerFlags.optimization.arguments
    )
  }
}
