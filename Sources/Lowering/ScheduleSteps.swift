import Diagnostics
import Schedule

/// The steps of a schedule in the making, and the ways in which they can fail.
struct ScheduleSteps {
  private var steps: [Schedule.Step] = []
  private var updates: [Schedule.Step] = []
  private var isUpdating = false
  private(set) var failures: [Schedule.Failure] = []

  /// What is added from here on writes shared values.
  mutating func beginUpdates() { isUpdating = true }

  mutating func append(_ step: Schedule.Step) {
    if isUpdating { updates.append(step) } else { steps.append(step) }
  }

  /// The number of one more way to fail.
  mutating func failure(_ reason: String, at locations: [SourceLocation]) -> Int {
    failures.append(
      Schedule.Failure(
        reason: reason, location: locations[0], fusedLocations: Array(locations.dropFirst())))
    // Zero is the status of a call that succeeded.
    return failures.count
  }

  /// All steps, in order.
  var all: [Schedule.Step] { steps + (updates.isEmpty ? [] : [.beginUpdates] + updates) }
}
