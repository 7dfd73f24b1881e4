import Foundation

/// A process whose output goes to files, so that it can be looked at while it is written.
///
/// Not Foundation's `Process`: its children inherit the signals that a worker thread blocks, and the
/// sockets by which it tells that others have ended, so that a short one seems to last as long as a
/// long one beside it.
public final class RunningProgram {
  private let process: pid_t
  private let folder: String
  private let outputPath: String
  private let errorPath: String
  /// What the system has said of the end, which it says once.
  private var endStatus: Int32?

  init(
    _ path: String, _ arguments: [String], folder: String, environment: [String: String]
  ) throws {
    self.folder = folder
    let id = UUID().uuidString
    outputPath = "\(folder)/\(id).out"
    errorPath = "\(folder)/\(id).err"
    process = try Self.spawn(
      path, arguments, folder: folder, environment: environment,
      files: ["/dev/null", outputPath, errorPath])
  }

  /// Waits until standard output contains the text.
  ///
  /// - Throws: `NothingCame` after some time, or where the program ends without it.
  public func waitForOutput(containing text: String, seconds: Double = 180) throws {
    try wait(for: text, seconds: seconds) { try output().contains(text) }
  }

  /// Waits until there is a file in the folder of the program.
  ///
  /// - Throws: `NothingCame` after three minutes, or where the program ends without it.
  public func waitForFile(_ name: String) throws {
    try wait(for: name, seconds: 180) {
      FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    }
  }

  private func wait(
    for awaited: String, seconds: Double, until isThere: () throws -> Bool
  ) throws {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while try !isThere() {
      let hasEnded = hasEnded()
      if try isThere() { return }
      guard !hasEnded, deadline > Date() else {
        throw NothingCame(
          awaited: awaited, output: try output(),
          errors: try String(contentsOfFile: errorPath, encoding: .utf8))
      }
      Thread.sleep(forTimeInterval: 0.01)
    }
  }

  /// What a test waited for in vain, and what the program had written.
  struct NothingCame: Error {
    let awaited: String
    let output: String
    let errors: String
  }

  /// Sends SIGINT, as Ctrl-C does.
  public func interrupt() { send(SIGINT) }

  /// Sends a signal.
  public func send(_ signal: Int32) {
    // Once it has been waited for, the number may be another's.
    if endStatus == nil { kill(process, signal) }
  }

  /// Waits for the end.
  public func wait() throws -> Program.Result {
    var status = endStatus ?? 0
    while endStatus == nil, waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw POSIXError(.init(rawValue: errno) ?? .ECHILD) }
    }
    endStatus = status
    let signal = status & 0x7f
    return Program.Result(
      status: signal == 0 ? (status >> 8) & 0xff : -signal, output: try output(),
      errors: try String(contentsOfFile: errorPath, encoding: .utf8))
  }

  /// Waits for the end for so many seconds, then kills the process.
  ///
  /// - Throws: `NoEnd` where it had to be killed.
  public func wait(atMost seconds: Double) throws -> Program.Result {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while !hasEnded() {
      guard deadline > Date() else {
        send(SIGKILL)
        let result = try wait()
        throw NoEnd(seconds: seconds, output: result.output, errors: result.errors)
      }
      Thread.sleep(forTimeInterval: 0.003)
    }
    return try wait()
  }

  /// A program that did not end by itself, and what it had written.
  struct NoEnd: Error {
    let seconds: Double
    let output: String
    let errors: String
  }

  /// The number of the process, which is another's once ``wait()`` has returned.
  public var number: pid_t { process }

  private func hasEnded() -> Bool {
    var status: Int32 = 0
    if endStatus == nil, waitpid(process, &status, WNOHANG) == process { endStatus = status }
    return endStatus != nil
  }

  private func output() throws -> String {
    try String(contentsOfFile: outputPath, encoding: .utf8)
  }

  private static func spawn(
    _ path: String, _ arguments: [String], folder: String, environment: [String: String],
    files: [String]
  ) throws -> pid_t {
    #if os(Linux)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
      let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
      let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_CLOEXEC_DEFAULT
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (descriptor, file) in files.enumerated() {
      let mode = descriptor == 0 ? O_RDONLY : O_WRONLY | O_CREAT
      posix_spawn_file_actions_addopen(&actions, Int32(descriptor), file, mode, 0o600)
    }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // What starts the tests may ignore them, as `nohup` does.
    sigaddset(&signals, SIGINT)
    sigaddset(&signals, SIGHUP)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(flags))

    // Not every system can spawn a process in another folder; every shell can.
    let shell = "/bin/sh"
    let command = [shell, "-c", #"cd "$0" && exec "$@""#, folder, path] + arguments
    let variables = environment.map { "\($0)=\($1)" }.sorted()
    // Safe: the copies live until they are freed, after the call that reads them.
    var words = command.map { strdup($0) } + [nil]
    var settings = variables.map { strdup($0) } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var process: pid_t = 0
    let failure = posix_spawn(&process, shell, &actions, &attributes, &words, &settings)
    guard failure == 0 else { throw POSIXError(.init(rawValue: failure) ?? .ENOENT) }
    return process
  }
}
