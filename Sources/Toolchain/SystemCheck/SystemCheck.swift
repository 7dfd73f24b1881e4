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

    /// An error.
    ///
    /// - Parameter purpose: what needs the part.
    init(_ part: String, _ status: Status, _ error: any Error, purpose: String? = nil) {
      let toolchainError = error as? ToolchainError
      let problem = toolchainError?.problem ?? "\(error)"
      self.init(
        part, status, purpose.map { "\(problem)\n  \($0)" } ?? problem,
        remedy: toolchainError?.advice?.replacing("\n", with: " "))
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
      + Self.kernels(environment, cache: cache.cache)
      + [Self.mpi(environment), Self.processor(), Self.threads, Self.memory]
  }
}
