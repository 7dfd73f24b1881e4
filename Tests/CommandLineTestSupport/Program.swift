import Foundation

/// A program, run as a process in a folder of its own.
public struct Program: Sendable {
  /// The path of the program.
  public let path: String
  /// Where it runs, and where its outputs lie.
  public let folder: String
  private let environment: [String: String]

  /// - Parameter changes: what its environment has that the tests' has not, besides the cache that
  ///   programs share.
  public init(path: String, folder: String, changes: [String: String] = [:]) {
    let environment = ProcessInfo.processInfo.environment
      .merging(["XDG_CACHE_HOME": SharedCache.folder]) { $1 }.merging(changes) { $1 }
    self.init(path: path, folder: folder, environment: environment)
  }

  /// A program in an environment of its own.
  public init(path: String, folder: String, environment: [String: String]) {
    self.path = path
    self.folder = folder
    self.environment = environment
  }

  /// The same program with a cache in its folder.
  public var withOwnCache: Program { with(["XDG_CACHE_HOME": "\(folder)/cache"]) }

  /// The same program in another environment.
  ///
  /// - Parameter changes: the variables that are added, or have other values.
  public func with(_ changes: [String: String]) -> Program {
    Program(
      path: path, folder: folder, environment: environment.merging(changes) { $1 })
  }

  /// The same program in another folder.
  public func moved(to folder: String) -> Program {
    Program(path: path, folder: folder, environment: environment)
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
