import CSystem
import Foundation

/// A process that this one has started by the system's own call.
///
/// Foundation's `Process` would start a thread to watch it, and wait without end where there is
/// none to be had; and it cannot start a process in a group that exists.
struct SpawnedProcess {
  /// What has become of a process.
  enum State {
    case running
    case ended(Command.Status)
  }

  let number: pid_t

  /// What has become of the process; asked once more after it has ended, there is no answer.
  ///
  /// - Throws: `SystemError` where another part of this program has waited for the process.
  func state() throws(SystemError) -> State {
    var status: Int32 = 0
    while true {
      let result = waitpid(number, &status, WNOHANG)
      if result == 0 { return .running }
      if result == number { break }
      guard errno == EINTR else { throw SystemError(code: errno) }
    }
    let signal = status & 0x7f
    return .ended(signal == 0 ? .exited((status >> 8) & 0xff) : .signalled(signal))
  }

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - input: the open file that becomes its standard input, or `nil` for an empty one.
  ///   - output: the open file that becomes its standard output and standard error, or `nil` where
  ///     what it writes is to be lost.
  ///   - group: the process group that it joins, or 0 for a new one that it leads.
  /// - Returns: the number of the process.
  static func start(
    _ command: Command, environment: [String: String], input: Int32?, output: Int32?, group: pid_t
  ) throws(SystemError) -> pid_t {
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    #if os(Linux)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    try check(posix_spawn_file_actions_init(&actions))
    defer { posix_spawn_file_actions_destroy(&actions) }
    try check(posix_spawnattr_init(&attributes))
    defer { posix_spawnattr_destroy(&attributes) }

    let null = "/dev/null"
    if let input {
      try check(posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO))
    } else {
      try check(posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, null, O_RDONLY, 0))
    }
    for stream in [STDOUT_FILENO, STDERR_FILENO] {
      if let output {
        try check(posix_spawn_file_actions_adddup2(&actions, output, stream))
      } else {
        try check(posix_spawn_file_actions_addopen(&actions, stream, null, O_WRONLY, 0))
      }
    }
    if let directory = command.directory {
      try check(croton_spawn_in_directory(&actions, directory))
    }

    // Signals that this process ignores or has blocked are as usual in the program.
    var signals = sigset_t()
    sigemptyset(&signals)
    try check(posix_spawnattr_setsigmask(&attributes, &signals))
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM, SIGCHLD] {
      sigaddset(&signals, signal)
    }
    try check(posix_spawnattr_setsigdefault(&attributes, &signals))
    try check(posix_spawnattr_setpgroup(&attributes, group))
    #if os(Linux)
      try check(posix_spawnattr_setflags(&attributes, Int16(flags)))
    #else
      try check(
        posix_spawnattr_setflags(&attributes, Int16(flags | POSIX_SPAWN_CLOEXEC_DEFAULT)))
    #endif

    let path = URL(fileURLWithPath: command.program).path
    let variables = environment.map { "\($0)=\($1)" }.sorted()
    // Safe: the copies live until they are freed, after the call that reads them.
    var words = ([path] + command.arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup($0) } + [nil]
    defer { for copy in words + settings { free(copy) } }
    var process: pid_t = 0
    try check(posix_spawn(&process, path, &actions, &attributes, &words, &settings))
    return process
  }

  /// Gives SIGCHLD its default action where the process ignores it, or has the system reap its
  /// children.
  ///
  /// Both are inherited from a parent, and with them nobody learns how a child ended. The action
  /// is that of the whole process; a handler that is installed stays.
  static func keepStatusOfChildren() {
    var action = sigaction()
    guard sigaction(SIGCHLD, nil, &action) == 0 else { return }
    #if os(Linux)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    // Safe: pointers to functions are compared as addresses, and none of them is called.
    let ignores =
      unsafeBitCast(handler, to: UInt.self) == unsafeBitCast(SIG_IGN, to: UInt.self)
    if ignores {
      signal(SIGCHLD, SIG_DFL)
    } else if action.sa_flags & SA_NOCLDWAIT != 0 {
      action.sa_flags &= ~SA_NOCLDWAIT
      sigaction(SIGCHLD, &action, nil)
    }
  }

  private static func check(_ code: Int32) throws(SystemError) {
    guard code == 0 else { throw SystemError(code: code) }
  }
}
