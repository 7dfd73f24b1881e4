import Foundation

/// A program and its arguments, run directly and never through a shell.
public struct Command: Sendable, Hashable {
  /// How a program ended.
  public enum Status: Sendable, Hashable {
    /// The program ended with this exit status; 0 means success.
    case exited(Int32)
    /// The program was ended by this signal.
    case signalled(Int32)
  }

  /// The path of the program.
  public let program: String

  /// The arguments, one for each word.
  public let arguments: [String]

  /// The directory to run in, or `nil` for that of this process.
  public let directory: String?

  /// The command with the given words.
  public init(program: String, arguments: [String], directory: String? = nil) {
    self.program = program
    self.arguments = arguments
    self.directory = directory
  }

  /// The command as text that a POSIX shell takes back: words quoted where they need it, after a
  /// `cd` where the command has a directory.
  public var shellText: String {
    let words = ([program] + arguments).map(Self.quoted).joined(separator: " ")
    guard let directory else { return words }
    return "cd \(Self.quoted(directory)) && \(words)"
  }

  /// A word as a POSIX shell has to be given it, in single quotes where it holds anything but
  /// letters, digits and harmless punctuation.
  static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: "-_./=+:,@%".utf8.contains(byte)
      }
    }
    if isPlain && !word.isEmpty { return word }
    return "'" + word.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
  }

  /// Runs the command to its end, and returns what it wrote to standard output and standard error.
  ///
  /// - Parameter environment: the whole environment of the program.
  /// - Throws: `ToolchainError.commandNotStarted`.
  func run(environment: [String: String]) throws -> (status: Status, output: String) {
    let pipe = Pipe()
    let process = try start(environment: environment, output: pipe)
    // The pipe is read to its end before anything waits, so it cannot fill up and stop the program.
    let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
    return (Self.status(of: process), String(decoding: data, as: UTF8.self))
  }

  /// Runs the command to its end, with standard output and standard error going to a new file.
  ///
  /// - Throws: `ToolchainError.commandNotStarted`, `ToolchainError.fileSystem`.
  func run(environment: [String: String], outputPath: String) throws -> Status {
    let output = try FileSystem.create(outputPath)
    defer { try? output.close() }
    return Self.status(of: try start(environment: environment, output: output))
  }

  // `output` is a `Pipe` or a `FileHandle`; `Process` takes either.
  private func start(environment: [String: String], output: Any) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    do {
      try process.run()
    } catch {
      throw ToolchainError.commandNotStarted(
        command: shellText, reason: error.localizedDescription)
    }
    return process
  }

  private static func status(of process: Process) -> Status {
    process.waitUntilExit()
    return process.terminationReason == .exit
      ? .exited(process.terminationStatus) : .signalled(process.terminationStatus)
  }
}
