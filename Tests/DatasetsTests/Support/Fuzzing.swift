import Foundation

/// A generator of reproducible random numbers (SplitMix64 by Steele, Lea and Flood, 2014).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// Runs `body` with one seed after another for the given time.
///
/// The first seed is printed beforehand, so that it is known even if the process dies; setting
/// `CROTON_FUZZ_SEED` to it repeats the run. `CROTON_FUZZ_SECONDS` is for a longer search.
func fuzz(
  seconds: Double, function: String = #function,
  _ body: (inout SeededGenerator) throws -> Void
) throws {
  let environment = ProcessInfo.processInfo.environment
  let seconds = environment["CROTON_FUZZ_SECONDS"].flatMap(Double.init) ?? seconds
  let given = environment["CROTON_FUZZ_SEED"].flatMap(UInt64.init)
  let first = given ?? UInt64.random(in: 0...UInt64(UInt32.max))
  FileHandle.standardError.write(Data("\(function): CROTON_FUZZ_SEED=\(first)\n".utf8))
  let deadline = ContinuousClock.now + .seconds(seconds)
  var seed = first
  while ContinuousClock.now < deadline {
    var random = SeededGenerator(seed: seed)
    try body(&random)
    seed &+= 1
  }
}

/// The bytes with a few random changes.
func mutated(_ bytes: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
  var result = bytes
  for _ in 0..<Int.random(in: 1...4, using: &random) {
    let position = Int.random(in: 0...result.count, using: &random)
    let length = min(Int.random(in: 1...8, using: &random), result.count - position)
    let range = position..<position + length
    switch Int.random(in: 0..<6, using: &random) {
    case 0: result.removeSubrange(range)
    case 1: result.insert(contentsOf: result[range], at: position)
    case 2: result.replaceSubrange(range, with: repeatElement(0xff, count: length))
    case 3: result.removeSubrange(position...)
    default:
      for index in range.prefix(1) { result[index] = .random(in: 0...255, using: &random) }
    }
  }
  return result
}
