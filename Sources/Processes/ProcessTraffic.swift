/// What functions have exchanged with other processes.
package struct ProcessTraffic: Sendable, Equatable {
  /// The bytes that this process has sent.
  package var sentBytes: Int64 = 0
  /// The seconds in which it has waited for messages and computed nothing.
  package var waitingSeconds = 0.0
  /// The seconds in which at least one exchange was under way.
  package var exchangingSeconds = 0.0

  package init() {}

  /// What a user may want to know of a training, in one line.
  ///
  /// - Parameter seconds: what all of it has taken.
  package func text(seconds: Double) -> String {
    func percent(_ part: Double) -> String {
      "\((part * 1000).rounded() / 10) %"
    }
    return "process 0 sent \((Double(sentBytes) * 1e-6).rounded()) MB, and waited for messages "
      + "for \(percent(waitingSeconds / max(seconds, .leastNormalMagnitude))) of the time; it "
      + "computed during \(percent(overlap)) of the time of exchanges"
  }

  /// The part of the exchanges during which the process has computed; 0 where there were none.
  package var overlap: Double {
    exchangingSeconds > 0 ? max(0, 1 - waitingSeconds / exchangingSeconds) : 0
  }
}
