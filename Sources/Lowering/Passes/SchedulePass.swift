import GraphPasses
import Schedule

/// What a step did.
package struct StepReport<Value: Sendable>: Sendable {
  /// The name of the step.
  package let step: String
  package let before: Value
  package let after: Value
  /// The time that the step took, without that of the verifier.
  package let seconds: Double
}

/// A step from one schedule to another that computes the same, verified after it is taken.
package struct SchedulePass: Sendable {
  /// All steps, in the order in which they are taken.
  package static let all: [SchedulePass] = [
    .hoistSlices, .rematerialize, .exchangeBuckets, .joinUpdates, .computeInPlace, .planMemory,
  ]

  private static let hoistSlices = SchedulePass(.hoistSlices, SliceHoisting.apply)
  private static let rematerialize = SchedulePass(.rematerialize, Rematerialization.apply)
  private static let exchangeBuckets = SchedulePass("exchange-buckets", ExchangeBuckets.apply)
  private static let joinUpdates = SchedulePass(.joinUpdates, UpdateJoining.apply)
  private static let computeInPlace = SchedulePass(.computeInPlace, InPlaceLoops.apply)
  private static let planMemory = SchedulePass(
    "plan-memory", plansMemory: true, MemoryPlan.apply)

  package let name: String
  /// The name under which the step can be left out.
  private let pass: LoweringPass?
  /// Whether buffers have places in the arena after the step.
  private let plansMemory: Bool
  private let run: @Sendable (Schedule) throws -> Schedule

  private init(_ pass: LoweringPass, _ run: @escaping @Sendable (Schedule) throws -> Schedule) {
    name = pass.rawValue
    self.pass = pass
    plansMemory = false
    self.run = run
  }

  private init(
    _ name: String, plansMemory: Bool = false,
    _ run: @escaping @Sendable (Schedule) throws -> Schedule
  ) {
    self.name = name
    pass = nil
    self.plansMemory = plansMemory
    self.run = run
  }

  /// Whether the step is taken.
  func isPart(of optimization: Optimization) -> Bool {
    pass.map(optimization.contains) ?? true
  }

  /// - Parameter report: is told about the step when it has been taken.
  /// - Throws: `InternalError` that names the step after which the schedule is not as it should be.
  func apply(
    to schedule: Schedule, report: ((StepReport<Schedule>) -> Void)? = nil
  ) throws -> Schedule {
    let clock = ContinuousClock()
    let start = clock.now
    let result = try run(schedule)
    let duration = clock.now - start
    try ScheduleVerifier(after: name, isPlanned: plansMemory).verify(result)
    report?(
      StepReport(
        step: name, before: schedule, after: result, seconds: duration / .seconds(1)))
    return result
  }
}
