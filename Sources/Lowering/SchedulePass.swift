import GraphPasses
import Schedule

/// A step from one schedule to another that computes the same, verified after it is taken.
struct SchedulePass {
  /// All steps, in the order in which they are taken.
  static let all: [SchedulePass] = [.hoistSlices, .computeInPlace, .planMemory]

  private static let hoistSlices = SchedulePass(
    LoweringPass.hoistSlices.rawValue, isOptional: true, SliceHoisting.apply)
  private static let computeInPlace = SchedulePass(
    LoweringPass.computeInPlace.rawValue, isOptional: true, InPlaceLoops.apply)
  private static let planMemory = SchedulePass("plan-memory", isOptional: false, MemoryPlan.apply)

  let name: String
  private let isOptional: Bool
  private let run: @Sendable (Schedule) throws -> Schedule

  private init(
    _ name: String, isOptional: Bool, _ run: @escaping @Sendable (Schedule) throws -> Schedule
  ) {
    self.name = name
    self.isOptional = isOptional
    self.run = run
  }

  /// Whether the step is taken.
  func isPart(of optimization: Optimization) -> Bool {
    !isOptional || optimization.passNames.contains(name)
  }

  /// - Throws: `InternalError` that names the step after which the schedule is not as it should be.
  func apply(to schedule: Schedule) throws -> Schedule {
    let result = try run(schedule)
    // Memory is planned by the one step that is never left out, which is the last.
    try ScheduleVerifier(after: name, isPlanned: !isOptional).verify(result)
    return result
  }
}
