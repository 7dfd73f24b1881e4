import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

#if os(Linux)
  /// What fails stays so until the command has ended: a full disk, memory, threads, processes.
  struct LastingFaultTests {
    /// Writes fail after some number of bytes.
    @Test func fullDisk() throws {
      var generator = SeededGenerator.announced()
      for command in FaultedCommand.sample(using: &generator) {
        let run = try UndisturbedRun(of: command)
        for _ in 0..<(Soak.isOn ? 40 : 1) {
          let room = Int.random(in: 0...run.writtenBytes, using: &generator)
          try run.check(Fault(kind: .write, place: .bytes(room), outcome: .error(ENOSPC)))
        }
      }
    }

    /// What the compiler writes does not fit.
    @Test func fullDiskOfTheCompiler() throws {
      var generator = SeededGenerator.announced()
      let compiling = FaultedCommand.all.filter { !$0.cacheIsFilled }
      for command in Soak.isOn ? compiling : [compiling[0]] {
        let run = try UndisturbedRun(of: command)
        for _ in 0..<(Soak.isOn ? 30 : 1) {
          try run.checkFileSize(Int.random(in: 0..<100_000, using: &generator))
        }
      }
    }

    /// From some call on, none of the kind succeeds.
    @Test func nothingMore() throws {
      var generator = SeededGenerator.announced()
      let kinds: [Fault.Kind] = [.open, .sync, .map, .tensor, .process, .pipe, .thread, .library]
      for command in FaultedCommand.sample(using: &generator) {
        let run = try UndisturbedRun(of: command)
        let faults = kinds.flatMap { kind in
          (0..<run.counts[kind]).map {
            Fault(kind: kind, place: .callsFrom($0 + 1), outcome: kind.outcomes[0])
          }
        }
        let tried = Soak.isOn ? faults : [faults.randomElement(using: &generator)].compactMap { $0 }
        for fault in tried { try run.check(fault) }
      }
    }

    /// The system gives no large block of memory: none of them, or not one of them.
    ///
    /// Swift's own arrays end the process where they get no memory. Croton asks for that of large
    /// ones before; below a megabyte it does not.
    @Test func noLargeMemory() throws {
      var generator = SeededGenerator.announced()
      for command in FaultedCommand.sample(using: &generator) {
        for size in Soak.isOn ? Self.sizes : [Self.sizes[0]] {
          let run = try UndisturbedRun(of: command, bytes: size)
          let calls = (0..<run.counts[.allocation]).map { Fault.Place.call($0 + 1) }
          for place in [.callsFrom(1)] + (Soak.isOn ? calls : []) {
            try run.check(Fault(kind: .allocation, place: place, outcome: .error(ENOMEM)))
          }
        }
      }
    }

    private static let sizes = [20, 21, 22, 23, 24].map { 1 << $0 }
  }
#endif
