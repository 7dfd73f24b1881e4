import Foundation
import Toolchain

/// The machine of a run, as its `config.json` describes it.
public struct RunMachine: Sendable, Equatable, Codable {
  /// The operating system.
  public let system: String
  /// The processor's name.
  public let processor: String
  /// The instruction set.
  public let architecture: String
  /// The number of logical cores.
  public let cores: Int
  /// The width of the widest vectors.
  public let vectorBytes: Int
  /// The size of the memory.
  public let memoryBytes: Int

  enum CodingKeys: String, CodingKey {
    case system, processor, architecture, cores
    case vectorBytes = "vector_bytes"
    case memoryBytes = "memory_bytes"
  }
}

extension RunMachine {
  /// This machine.
  static var current: RunMachine {
    let host = HostProcessor.current()
    let process = ProcessInfo.processInfo
    return RunMachine(
      system: process.operatingSystemVersionString, processor: HostProcessor.modelName ?? "unknown",
      architecture: host.architecture.rawValue, cores: host.coreCount,
      vectorBytes: host.vectorBytes, memoryBytes: Int(clamping: process.physicalMemory))
  }
}
