import Foundation

/// What a machine has and lacks for compiling and running functions.
///
/// ```swift
/// for finding in SystemCheck().findings where finding.status != .ok { print(finding) }
/// ```
public struct SystemCheck: Sendable, Encodable {
  /// How bad it is.
  public enum Status: String, Sendable, Encodable {
    /// All is as it should be.
    case ok
    /// Something is missing that some options need, or slows functions down.
    case warning
    /// Functions cannot be compiled or run.
    case error
  }

  /// What was found about a part of the system.
  public struct Finding: Sendable, Encodable {
    /// The part, such as `C compiler`.
    public let part: String
    /// How bad it is.
    public let status: Status
    /// What was found.
    public let detail: String
    /// How to fix it, with the command where there is one.
    public let remedy: String?

    init(_ part: String, _ status: Status, _ detail: String, remedy: String? = nil) {
      self.part = part
      self.status = status
      self.detail = detail
      self.remedy = remedy
    }

    /// An error of the toolchain: its advice stands in lines of its own after the first, and those
    /// with details are indented.
    init(_ part: String, _ status: Status, _ error: any Error, otherwise remedy: String? = nil) {
      let lines = "\(error)".split(separator: "\n")
      let isAdvice = lines.indices.map { $0 > 0 && !lines[$0].hasPrefix(" ") }
      let advice = lines.indices.filter { isAdvice[$0] }.map { lines[$0] }
      self.init(
        part, status,
        lines.indices.filter { !isAdvice[$0] }.map { lines[$0] }.joined(separator: "\n"),
        remedy: advice.isEmpty ? remedy : advice.joined(separator: " "))
    }
  }

  /// What was found, in a fixed order.
  public let findings: [Finding]

  /// Whether functions can be compiled and run.
  public var isUsable: Bool { findings.allSatisfy { $0.status != .error } }

  /// Looks at the machine: runs the compilers, and compiles, loads and runs a small function.
  ///
  /// - Parameter environment: the variables that count, such as `CC`, `MPICC` and `XDG_CACHE_HOME`.
  public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    let cache = CacheCheck(environment: environment)
    findings =
      Self.compiler(environment) + [cache.finding]
      + Self.kernels(environment, isCacheUsable: cache.isUsable)
      + [Self.mpi(environment), Self.processor, Self.threads, Self.memory]
  }
}
