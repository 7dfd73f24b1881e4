import Foundation

/// What the processor of this machine can do.
///
/// Kernels are compiled for the machine they run on, so these properties choose compiler flags and
/// are part of the key of a cached kernel: a cache directory shared by two machines serves each
/// only the code it can run.
package struct HostProcessor: Sendable, Hashable {
  /// An instruction set architecture.
  package enum Architecture: String, Sendable, Hashable {
    case x86_64
    case arm64
    /// An architecture that Croton has no particular flags for.
    case other
  }

  /// The instruction set architecture.
  package let architecture: Architecture

  /// The names of the instruction set extensions, as Linux spells them, sorted and without
  /// repetition.
  package let features: [String]

  /// The number of logical cores that this process may run on, at least 1.
  package let coreCount: Int

  /// The processor with the given properties.
  package init(architecture: Architecture, features: [String], coreCount: Int) {
    self.architecture = architecture
    self.features = Set(features).sorted()
    self.coreCount = max(1, coreCount)
  }

  /// The width of the widest vector register that kernels should use, in bytes: 64 with AVX-512,
  /// 32 with AVX or AVX2, and 16 otherwise (SSE2, NEON).
  package var vectorBytes: Int {
    if features.contains("avx512f") { return 64 }
    if features.contains("avx") || features.contains("avx2") { return 32 }
    return 16
  }

  /// What machine code depends on, as texts.
  var properties: [String] { [architecture.rawValue] + features }

  /// Whether an instruction adds the products of two pairs of bfloat16 to a float, as the generated
  /// C defines it. That of ARM rounds in another way.
  package var multipliesBFloat16: Bool { features.contains("avx512_bf16") }

  /// The processor that this process runs on.
  ///
  /// Where the system does not tell, the list of features is empty, and the vector width that of
  /// the architecture's baseline.
  package static func current() -> HostProcessor {
    #if os(macOS)
      let features = features(sysctl: sysctlValue)
      let allowed: Int? = nil
    #else
      let features = features(cpuInfo: start(ofFile: "/proc/cpuinfo"))
      let allowed = allowedCoreCount(processStatus: start(ofFile: "/proc/self/status"))
    #endif
    return HostProcessor(
      architecture: builtArchitecture, features: features,
      coreCount: allowed ?? ProcessInfo.processInfo.activeProcessorCount)
  }

  private static var builtArchitecture: Architecture {
    #if arch(x86_64)
      .x86_64
    #elseif arch(arm64)
      .arm64
    #else
      .other
    #endif
  }

  // MARK: Linux

  /// The features that the text of Linux's `/proc/cpuinfo` lists for the first processor, under
  /// `flags` on x86 and under `Features` on ARM.
  static func features(cpuInfo: String) -> [String] {
    for line in cpuInfo.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let label = parts[0].trimmingCharacters(in: .whitespaces)
      if label == "flags" || label == "Features" {
        return Set(parts[1].split(whereSeparator: \.isWhitespace).map(String.init)).sorted()
      }
    }
    return []
  }

  /// The number of cores in the list that the text of Linux's `/proc/self/status` gives as
  /// `Cpus_allowed_list`, such as `0,4-7`, or `nil` where it gives none.
  ///
  /// Foundation counts the cores of the machine; this is what `taskset` and cpusets leave of them.
  static func allowedCoreCount(processStatus: String) -> Int? {
    for line in processStatus.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0] == "Cpus_allowed_list" else { continue }
      var count = 0
      let list = parts[1].trimmingCharacters(in: .whitespaces)
      for range in list.split(separator: ",", omittingEmptySubsequences: false) {
        // A number too large for 16 bits is no core, and the sum of those that fit is small.
        let bounds = range.split(separator: "-", omittingEmptySubsequences: false).map {
          UInt16($0)
        }
        guard bounds.count <= 2, let first = bounds.first ?? nil, let last = bounds.last ?? nil,
          first <= last
        else { return nil }
        count += Int(last - first) + 1
      }
      return count > 0 ? count : nil
    }
    return nil
  }

  // The first processor's paragraph is enough of `/proc/cpuinfo`, and on a machine with hundreds of
  // them the kernel takes milliseconds to write down the rest.
  static func start(ofFile path: String) -> String {
    guard let file = FileHandle(forReadingAtPath: path) else { return "" }
    defer { try? file.close() }
    let start = try? file.read(upToCount: 16384)
    return String(decoding: start ?? Data(), as: UTF8.self)
  }

  // MARK: macOS

  // Apple's "Determining instruction set characteristics" documents the names on the left.
  private static let sysctlFeatures: [(name: String, feature: String)] = [
    ("hw.optional.sse4_2", "sse4_2"),
    ("hw.optional.avx1_0", "avx"),
    ("hw.optional.avx2_0", "avx2"),
    ("hw.optional.fma", "fma"),
    ("hw.optional.f16c", "f16c"),
    ("hw.optional.avx512f", "avx512f"),
    ("hw.optional.avx512bw", "avx512bw"),
    ("hw.optional.avx512dq", "avx512dq"),
    ("hw.optional.avx512vl", "avx512vl"),
    ("hw.optional.AdvSIMD", "asimd"),
    ("hw.optional.arm.FEAT_FP16", "asimdhp"),
    ("hw.optional.arm.FEAT_DotProd", "asimddp"),
    ("hw.optional.arm.FEAT_BF16", "bf16"),
    ("hw.optional.arm.FEAT_I8MM", "i8mm"),
    ("hw.optional.arm.FEAT_SME", "sme"),
    ("hw.optional.arm.FEAT_SME2", "sme2"),
  ]

  /// The features for which macOS's `sysctl` answers 1; it answers `nil` for a name it does not
  /// know.
  static func features(sysctl: (String) -> Int32?) -> [String] {
    sysctlFeatures.filter { sysctl($0.name) == 1 }.map(\.feature).sorted()
  }

  #if os(macOS)
    private static func sysctlValue(_ name: String) -> Int32? {
      var value: Int32 = 0
      var size = MemoryLayout<Int32>.size
      // `sysctlbyname` writes at most `size` bytes, which is what `value` has.
      return sysctlbyname(name, &value, &size, nil, 0) == 0 ? value : nil
    }
  #endif
}
