/// What functions have exchanged with other processes.
package struct ProcessTraffic: Sendable, Equatable {
  /// The bytes that this process has sent.
  package var sentBytes: Int64 = 0
  /// The seconds in which it has waited for messages and computed nothing.
  package var waitingSeconds = 0.0
  /// The seconds of all exchanges of gradients, each from its beginning until its sums were there.
  package var exchangingSeconds = 0.0

  package init() {}

  /// What a user may want to know of a training, in one line.
  ///
  /// - Parameters:
  ///   - steps: the number of training steps.
  ///   - seconds: what all of it has taken.
  package func text(steps: Int, seconds: Double) -> String {
    func percent(_ share: Double) -> String {
      "\((share * 1000).rounded() / 10) %"
    }
    let megabytes = Double(sentBytes) / Double(max(1, steps)) * 1e-6
    return "process 0 sent \((megabytes * 100).rounded() / 100) MB a step, and waited for messages "
      + "for \(percent(waitingSeconds / max(seconds, .leastNormalMagnitude))) of the time; during "
      + "\(percent(overlap)) of the exchanges of gradients it computed"
  }

  /// The part of the exchanges during which the process has computed; 0 where there were none.
  package var overlap: Double {
    exchangingSeconds > 0 ? max(0, 1 - waitingSeconds / exchangingSeconds) : 0
  }
}
