import Foundation

/// The name of this machine.
package enum HostName {
  /// The name as the system has it, or `localhost` where it has none.
  package static var current: String {
    var name = [CChar](repeating: 0, count: 256)
    // Safe: the system writes at most as many bytes as it is told; the last one stays 0.
    let isKnown = gethostname(&name, name.count - 1) == 0
    let bytes = name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return isKnown ? String(decoding: bytes, as: UTF8.self) : "localhost"
  }
}
