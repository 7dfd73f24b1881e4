import CSystem
import Diagnostics
import Foundation

extension SystemCheck {
  /// The processor, and the vectors that functions compute with.
  static func processor(_ host: HostProcessor = .current()) -> Finding {
    let name = HostProcessor.modelName ?? host.architecture.rawValue
    let registers = "registers of \(host.vectorBytes) bytes"
    guard !host.features.isEmpty else {
      return Finding(
        "processor", .warning,
        "\(name), which may be able to do more than is known: functions use \(registers)",
        remedy: "Make /proc/cpuinfo readable.")
    }
    let known = [
      "avx2": "AVX2", "fma": "FMA", "avx512f": "AVX-512", "avx512_bf16": "AVX512_BF16",
      "asimd": "NEON", "bf16": "BF16",
    ]
    let features = host.features.compactMap { known[$0] }.joined(separator: ", ")
    return Finding(
      "processor", .ok, "\(name), \(features.isEmpty ? "" : "\(features), ")\(registers)")
  }

  /// The threads that can be started.
  static var threads: Finding {
    let cores = HostProcessor.current().coreCount
    // The calling thread is one of them.
    let threads = 1 + SystemThreads.startable(cores - 1)
    let detail = "\(threads) for \(cores) \(cores == 1 ? "core" : "cores")"
    guard threads < cores else { return Finding("threads", .ok, detail) }
    return Finding(
      "threads", .warning, "the system gives \(detail)",
      remedy: "Raise the limit of processes (ulimit -u), or that of the container (--pids-limit).")
  }

  /// Less memory is worth a warning: what the C compiler needs for a file with room to spare.
  private static let leastMemory = 1_000_000_000

  /// The memory of the machine, and that of this process.
  static var memory: Finding {
    let physical = ProcessInfo.processInfo.physicalMemory
    let total = "\(ByteSize.text(Int(clamping: physical))) in the machine"
    let limit = Int(croton_memory_limit())
    guard limit >= 0 else { return Finding("memory", .ok, "\(total), no limit (ulimit -v)") }
    let detail = "\(total), a limit of \(ByteSize.text(limit)) (ulimit -v)"
    guard limit < leastMemory else { return Finding("memory", .ok, detail) }
    return Finding("memory", .warning, detail, remedy: "Raise the limit with: ulimit -v unlimited")
  }
}
