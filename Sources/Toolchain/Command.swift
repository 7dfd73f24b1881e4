import Foundation

/// A program and its arguments, run directly and never through a shell.
package struct Command: Sendable, Hashable {
  /// How a program ended.
  package enum Status: Sendable, Hashable {
    /// The program ended with this exit status; 0 means success.
    case exited(Int32)
    /// The program was ended by this signal.
    case signalled(Int32)
    /// The program was ended because it took longer than it may.
    case timedOut(seconds: Int)
  }

  /// How long a program may take unless something else is said.
  package static let defaultTimeLimit = Duration.seconds(300)

  /// The path of the program.
  package let program: String

  /// The arguments, one for each word.
  package let arguments: [String]

  /// The directory to run in, or `nil` for that of this process.
  package let directory: String?

  /// The command with the given words.
  package init(program: String, arguments: [String], directory: String? = nil) {
    self.program = program
    self.arguments = arguments
    self.directory = directory
  }

  /// The same in another directory.
  func moved(to directory: String) -> Command {
    Command(program: program, arguments: arguments, directory: directory)
  }

  /// The command as text that a POSIX shell takes back: words quoted where they need it, after a
  /// `cd` where the command has a directory.
  package var shellText: String {
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

  /// Runs the command to its end, and returns what it wrote to standard output and standard error:
  /// the beginning, where that is very long.
  ///
  /// - Parameters:
  ///   - environment: the whole environment of the program.
  ///   - timeLimit: how long it may take; then it is ended, with all that it has started.
  /// - Throws: `ToolchainError.commandNotStarted`, and `ToolchainError.commandStatusLost` where
  ///   another part of the process has waited for the program.
  package func run(
    environment: [String: String], timeLimit: Duration = Self.defaultTimeLimit
  ) throws -> (status: Status, output: String) {
    let group: ProcessGroup
    let pipe: Pipe
    let process: SpawnedProcess
    do {
      group = try ProcessGroup()
      pipe = try Pipe()
      process = try group.start(self, environment: environment, output: pipe.writingEnd.number)
    } catch {
      throw ToolchainError.commandNotStarted(command: shellText, reason: error.description)
    }
    // Only the program's own ends are open from now on, so that they close when it ends.
    pipe.writingEnd.close()
    var run = CommandRun(process, timeLimit: timeLimit)
    do {
      let status = try run.status(reading: pipe.readingEnd)
      if case .timedOut = status { group.end(process) } else { group.kill() }
      return (status, run.output.text)
    } catch {
      throw ToolchainError.commandStatusLost(command: shellText, reason: error.description)
    }
  }
}
