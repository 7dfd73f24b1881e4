import Foundation

/// A program, run as a process in a folder of its own.
public struct Program: Sendable {
  /// The path of the program.
  public let path: String
  /// Where it runs, and where its outputs lie.
  public let folder: String
  private let environment: [String: String]

  /// A program that keeps its cache in its folder as well, unless the environment says otherwise.
  public init(path: String, folder: String, environment: [String: String]? = nil) {
    self.path = path
    self.folder = folder
    self.environment =
      environment
      ?? ProcessInfo.processInfo.environment.merging(["XDG_CACHE_HOME": "\(folder)/cache"]) { $1 }
  }

  /// What a process has left behind.
  public struct Result: Sendable {
    /// The exit status, or minus the number of the signal that ended the process.
    public let status: Int32
    public let output: String
    public let errors: String

    /// The lines of standard output.
    public var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// Runs the program to its end.
  public func run(_ arguments: [String]) throws -> Result {
    try start(arguments).wait()
  }

  /// Runs the program to its end, with arguments separated by blanks.
  public func run(_ arguments: String) throws -> Result {
    try run(arguments.split(separator: " ").map(String.init))
  }

  /// Starts the program.
  public func start(_ arguments: [String]) throws -> RunningProgram {
    try RunningProgram(path, arguments, folder: folder, environment: environment)
  }
}
