import Foundation
import TestSupport
import Testing

#if os(Linux)
  /// Every system call of a command that can fail fails once: the command ends with a clear error
  /// or does all it was to do, and nothing of what there was is lost.
  struct FaultTests {
    /// The kinds of calls that fail one by one. Allocations are not among them, see
    /// ``LastingFaultTests``.
    private static let kinds = Fault.Kind.allCases.filter { $0 != .allocation }

    private static let mostOfAKind = 200

    @Test(arguments: FaultedCommand.all)
    func oneCallFails(command: FaultedCommand) throws {
      let run = try UndisturbedRun(of: command)
      var generator = SeededGenerator.announced(command.testDescription)
      let faults = Self.kinds.flatMap { kind in
        let all = (0..<run.counts[kind]).flatMap { call in
          kind.outcomes.map { Fault(kind: kind, place: .call(call + 1), outcome: $0) }
        }
        // A report measures kernels, in whose loops there are hundreds of tensors.
        return all.shuffled(using: &generator).prefix(Self.mostOfAKind)
      }
      let tried =
        Soak.isOn
        ? faults.shuffled(using: &generator)
        : [faults.randomElement(using: &generator)].compactMap { $0 }
      var (happened, survived) = (0, 0)
      for (number, fault) in tried.enumerated() {
        let outcome = try run.check(fault)
        if outcome.happened { happened += 1 }
        if outcome.happened, outcome.survived { survived += 1 }
        guard (number + 1).isMultiple(of: 50) || number + 1 == tried.count else { continue }
        print(
          "\(command.testDescription): \(number + 1) of \(faults.count) faults, "
            + "\(happened) happened, \(survived) survived"
        )
      }
      #expect(happened * 10 >= tried.count * 9 || !Soak.isOn, "\(command.testDescription)")
    }
  }
#endif
