import Croton
import Foundation
import TestSupport
import Testing

/// Random programs over every public function of the language, most of them ill-formed: each
/// becomes C, or is refused with the line of each mistake; none traps or hangs, whatever numbers.
@Suite(.timeLimit(.minutes(600))) struct LanguageFuzzTests {
  /// What became of the programs.
  private struct Tally {
    var generated = 0
    var refused = 0
    var outOfMemory = 0
    var steps = [Int](repeating: 0, count: FuzzProgram.steps.count)
    var slowest = (seconds: 0.0, seed: UInt64(0))
  }

  /// `CROTON_FUZZ_PROGRAMS` in the environment asks for another number of programs.
  private static let count =
    ProcessInfo.processInfo.environment["CROTON_FUZZ_PROGRAMS"].flatMap { Int($0) }
    ?? (Soak.isOn ? 200_000 : 300)

  @Test func noProgramTraps() {
    var generator = SeededGenerator.announced()
    var tally = Tally()
    for index in 0..<Self.count {
      // The first program of a run is that of its seed, so that any can be repeated alone.
      let seed = index == 0 ? generator.seed : generator.next()
      Self.announce(index, seed: seed)
      var program = FuzzProgram(seed: seed)
      // Most long programs are ill-formed somewhere: short ones are accepted.
      for _ in 0..<program.int(seed.isMultiple(of: 2) ? 1...3 : 4...20) {
        tally.steps[program.step()] += 1
      }
      let clock = ContinuousClock()
      let duration = clock.measure { Self.compile(&program, seed: seed, into: &tally) }
      let seconds = duration / .seconds(1)
      if seconds > tally.slowest.seconds { tally.slowest = (seconds, seed) }
    }
    Self.report(tally)
    guard Self.count >= 100 else { return }
    #expect(tally.generated > 0)
    #expect(tally.refused > 0)
  }

  /// Writes where a run has got to, so that the program is known that ends the process.
  private static func announce(_ index: Int, seed: UInt64) {
    guard let path = ProcessInfo.processInfo.environment["CROTON_FUZZ_LOG"] else { return }
    try? Data("program \(index): CROTON_TEST_SEED=\(seed)\n".utf8).write(to: URL(filePath: path))
  }

  private static func compile(_ program: inout FuzzProgram, seed: UInt64, into tally: inout Tally) {
    for error in program.thrown { expectLines(of: error, seed: seed) }
    do {
      let definition = try program.definition()
      _ = try GeneratedFunction(definition, options: CompileOptions(vectorBytes: 32))
      tally.generated += 1
    } catch is MemoryError {
      tally.outOfMemory += 1
    } catch {
      expectLines(of: error, seed: seed)
      tally.refused += 1
    }
    let floats = program.floats.suffix(8)
    for tensor in floats {
      do {
        let gradients = try gradient(of: tensor.sum(), withRespectTo: Array(floats))
        #expect(gradients.map(\.type) == floats.map(\.type), "CROTON_TEST_SEED=\(seed)")
      } catch {
        expectLines(of: error, seed: seed)
      }
    }
  }

  private static func report(_ tally: Tally) {
    print(
      "\(count) programs: \(tally.generated) became C, \(tally.refused) were refused, "
        + "\(tally.outOfMemory) had no memory; the slowest took \(tally.slowest.seconds) s, "
        + "CROTON_TEST_SEED=\(tally.slowest.seed)")
    guard Soak.isOn else { return }
    var calls: [String: Int] = [:]
    for (step, number) in zip(FuzzProgram.steps, tally.steps) {
      for name in step.names { calls[name, default: 0] += number }
    }
    print(calls.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))
  }
}
