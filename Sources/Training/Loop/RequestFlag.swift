import Synchronization

/// A flag by which other threads and signal handlers ask something of a training run: to stop after
/// the step at hand, or to write a checkpoint.
public final class RequestFlag: Sendable {
  private let raised = Atomic<Bool>(false)

  /// A flag that is down.
  public init() {}

  /// Whether somebody has raised the flag.
  public var isRaised: Bool { raised.load(ordering: .relaxed) }

  /// Raises the flag; from any thread, and from a signal handler.
  public func raise() { raised.store(true, ordering: .relaxed) }

  /// Lowers the flag.
  ///
  /// - Returns: whether it was raised.
  public func lower() -> Bool { raised.exchange(false, ordering: .relaxed) }
}
