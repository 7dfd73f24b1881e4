import Foundation

extension HostProcessor {
  /// What the system calls the processor, such as `AMD EPYC 9R14`; `nil` where it does not tell.
  package static var modelName: String? {
    #if os(macOS)
      var size = 0
      guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      // Safe: `sysctlbyname` writes at most `size` bytes.
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
      return modelName(cpuInfo: start(ofFile: "/proc/cpuinfo"))
    #endif
  }

  /// The `model name` of the first processor in the text of Linux's `/proc/cpuinfo`.
  static func modelName(cpuInfo: String) -> String? {
    for line in cpuInfo.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == "model name" else {
        continue
      }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }
}
