import Foundation
import Synchronization

/// A flag that asks a training run to stop after the step it is in.
public final class InterruptFlag: Sendable {
  private let raised = Atomic<Bool>(false)

  /// A flag that is down.
  public init() {}

  /// Whether somebody has asked to stop.
  public var isRaised: Bool { raised.load(ordering: .relaxed) }

  /// Asks to stop; from any thread, and from a signal handler.
  public func raise() { raised.store(true, ordering: .relaxed) }

  /// Lets the next SIGINT (Ctrl-C) raise the flag of the process instead of ending it. The one
  /// after that ends the process as usual.
  ///
  /// - Returns: the flag, the same for every call.
  public static func onInterruptSignal() -> InterruptFlag {
    // A signal handler must neither allocate nor take a lock: the flag exists before the handler
    // does, and all that the handler does is one atomic store and one system call.
    let flag = ofProcess
    signal(SIGINT) { number in
      InterruptFlag.ofProcess.raise()
      signal(number, SIG_DFL)
    }
    // A process inherits the signals that the thread which started it had blocked.
    var interrupt = sigset_t()
    sigemptyset(&interrupt)
    sigaddset(&interrupt, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &interrupt, nil)
    return flag
  }

  private static let ofProcess = InterruptFlag()
}
