import Diagnostics
import GraphIR

@testable import Lowering
@testable import Schedule

/// A buffer of so many floats.
func buffer(
  _ name: String, _ place: Buffer.Place, offset: Int? = nil, count: Int = 16
) -> Buffer {
  var buffer = Buffer(name: name, type: float([count]), layout: .rowMajor, place: place)
  buffer.offset = offset
  return buffer
}

/// A kernel that exchanges no messages.
func step(_ name: String, reads: [Int], writes: [Int]) -> Schedule.Step {
  let nest = LoopNest(
    extents: [16], operands: [], resultStrides: [1],
    program: ScalarProgram(.identity), operandTypes: [.float])
  return .kernel(
    Kernel(name: name, body: .loop(nest), arguments: arguments(reads, writes), location: here))
}

/// The begin or the end of an exchange, called after it.
func exchangeStep(
  _ part: AllReduceKernel.Part, of bucket: Int, received: Int, count: Int
) -> Schedule.Step {
  .kernel(
    Kernel(
      name: "\(part)",
      body: .allReduce(AllReduceKernel(part, exchange: 0, elementType: .float, count: count)),
      arguments: [
        Argument(.write, .output, bucket), Argument(.workspace, .partialSums, received),
      ], location: here))
}

/// What the verifier finds wrong with a schedule.
func exchangeFault(
  _ steps: [Schedule.Step], _ buffers: [Buffer], arenaByteCount: Int
) -> String? {
  let schedule = Schedule(
    name: "f", target: Target(registerBytes: 32), buffers: buffers, steps: steps, failures: [],
    arenaByteCount: arenaByteCount, inputs: [], shared: [], outputs: [])
  do {
    try ScheduleVerifier().verify(schedule)
    return nil
  } catch {
    return (error as? InternalError)?.detail
  }
}
