import Foundation
import Processes

/// The steps of one of several processes: as those of one process, and before each step the
/// processes begin to agree on whether to stop after it, or to write a checkpoint.
struct DistributedSteps: TrainingSteps {
  private static let stop: Int32 = 1
  private static let checkpoint: Int32 = 2
  private static let termination: Int32 = 4

  /// The flags that signals raise in a process, or that the loop looks at in all of them.
  struct Flags {
    let stop: RequestFlag
    let checkpoint: RequestFlag
  }

  var steps: CompiledProgram
  let session: ProcessSession
  /// What is asked of this process.
  let asked: Flags
  /// What all processes do after the same step.
  let agreed = Flags(stop: RequestFlag(), checkpoint: RequestFlag())

  mutating func startEpoch(_ epoch: Int) { steps.startEpoch(epoch) }

  func trainStep(minibatch: Int) throws -> Double {
    let flags =
      (asked.stop.isRaised ? Self.stop : 0) | (asked.checkpoint.lower() ? Self.checkpoint : 0)
      | (asked.stop.isRaised && SignalFlags.stopSignal == SIGTERM ? Self.termination : 0)
    // The message is on its way during the step.
    session.vote(flags)
    let cost = try steps.trainStep(minibatch: minibatch)
    let votes = session.votes()
    if votes & Self.stop != 0 {
      // All processes end with the same exit code.
      SignalFlags.noteStop(by: votes & Self.termination != 0 ? SIGTERM : SIGINT)
      agreed.stop.raise()
    }
    if votes & Self.checkpoint != 0 { agreed.checkpoint.raise() }
    return cost
  }

  func validationError(minibatch: Int) throws -> Double {
    try steps.validationError(minibatch: minibatch)
  }

  func testError(minibatch: Int) throws -> Double { try steps.testError(minibatch: minibatch) }

  mutating func keepBest() throws { try steps.keepBest() }

  func nonFiniteParameter() -> (name: String, value: Float)? { steps.nonFiniteParameter() }

  func saveCheckpoint(_ state: TrainingState) throws { try steps.saveCheckpoint(state) }
}
