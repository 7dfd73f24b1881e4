import Foundation

/// A group of processes that ends with this process, in whatever way this process ends.
///
/// The group is led by a shell that does nothing but read from a pipe, whose other end this process
/// alone has open. When that end is closed, by `end` or by the system, the shell asks its group to
/// end and kills it a second later. A signal handler would not see SIGKILL, and what Linux sends to
/// a child whose parent has died does not reach the programs that a compiler starts.
final class ProcessGroup {
  private let leader: pid_t
  private let lifeline: Descriptor
  private var isReaped = false

  // The second is for compilers to remove their temporary files.
  private static let leaderScript =
    "trap '' HUP INT QUIT TERM; read -r line; kill -TERM 0; sleep 1; kill -KILL 0"

  init() throws(SystemError) {
    SpawnedProcess.keepStatusOfChildren()
    let pipe = try Pipe()
    // The shell is to wait for the end of the pipe.
    let flags = fcntl(pipe.readingEnd.number, F_GETFL)
    guard flags >= 0, fcntl(pipe.readingEnd.number, F_SETFL, flags & ~O_NONBLOCK) == 0 else {
      throw SystemError(code: errno)
    }
    // The descriptor is closed with its last reference, and `number` does not count as one.
    leader = try withExtendedLifetime(pipe) { () throws(SystemError) in
      try SpawnedProcess.start(
        Command(program: "/bin/sh", arguments: ["-c", Self.leaderScript], directory: "/"),
        environment: ["PATH": "/usr/bin:/bin"], input: pipe.readingEnd.number, output: nil,
        group: 0)
    }
    lifeline = pipe.writingEnd
  }

  deinit { kill() }

  /// Starts a program in the group.
  func start(
    _ command: Command, environment: [String: String], output: Int32
  ) throws(SystemError) -> SpawnedProcess {
    SpawnedProcess(
      number: try SpawnedProcess.start(
        command, environment: environment, input: nil, output: output, group: leader))
  }

  /// Asks all programs of the group to end, and kills those that have not ended a second later.
  ///
  /// - Parameter process: the program that was started in the group.
  func end(_ process: SpawnedProcess) {
    lifeline.close()
    // The leader kills the group a second later, and itself with it. One that was killed itself, or
    // that cannot start `sleep`, does not.
    for _ in 0..<150 where leaderIsRunning { _ = poll(nil, 0, 10) }
    kill()
    // Killed by now, it ends at once, unless it waits for a device that does not answer.
    for _ in 0..<200 {
      guard case .running? = try? process.state() else { return }
      _ = poll(nil, 0, 10)
    }
  }

  /// Whether the leader runs; one that has ended is not waited for.
  private var leaderIsRunning: Bool {
    var information = siginfo_t()
    // Where nothing has happened, the call succeeds and leaves the structure as it was: zero.
    return waitid(P_PID, id_t(leader), &information, WEXITED | WNOHANG | WNOWAIT) == 0
      && information.si_signo == 0
  }

  /// Kills what is left of the group: processes that the program has left behind, and the leader.
  func kill() {
    guard !isReaped else { return }
    // The number cannot be another group's: the leader has not been waited for.
    _ = Foundation.kill(-leader, SIGKILL)
    reap()
  }

  private func reap() {
    guard !isReaped else { return }
    isReaped = true
    while waitpid(leader, nil, 0) < 0, errno == EINTR {}
  }
}
