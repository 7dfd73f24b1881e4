import Foundation
import Synchronization

/// The flags that signals of the process raise.
public enum SignalFlags {
  /// The flag of signals that end a process.
  private static let stop = RequestFlag()
  /// The flag of signals that ask for a checkpoint.
  private static let checkpoint = RequestFlag()
  /// The signal that has raised ``stop``; 0 before.
  private static let received = Atomic<Int32>(0)

  /// Lets the next SIGINT (Ctrl-C) or SIGTERM raise a flag instead of ending the process. The one
  /// after that ends the process as usual.
  ///
  /// - Returns: the flag, the same for every call.
  public static func onStop() -> RequestFlag {
    // A signal handler must neither allocate nor take a lock: the flag exists before the handler
    // does, and all that the handler does are atomic stores and a system call.
    let flag = stop
    for number in [SIGINT, SIGTERM] {
      handle(number) { number in
        SignalFlags.received.store(number, ordering: .relaxed)
        SignalFlags.stop.raise()
        signal(number, SIG_DFL)
      }
    }
    return flag
  }

  /// Lets each SIGUSR1 raise a flag.
  ///
  /// - Returns: the flag, the same for every call.
  public static func onCheckpointRequest() -> RequestFlag {
    let flag = checkpoint
    handle(SIGUSR1) { _ in SignalFlags.checkpoint.raise() }
    return flag
  }

  /// Takes note of a signal that has stopped another of several processes, and so this one.
  static func noteStop(by signal: Int32) {
    _ = received.compareExchange(expected: 0, desired: signal, ordering: .relaxed)
  }

  /// The signal that asked to stop, such as `SIGTERM`; nil before there is one.
  public static var stopSignal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    signal(number, handler)
    // A process inherits the signals that the thread which started it had blocked.
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, number)
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
  }
}
