import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

/// The number of threads changes no bit, whether the system gives them or not.
struct ThreadCountTests {
  private static let training =
    "train lenet5 --data digits --batch-size 10 --nkerns 2 3 --epochs 2 --save s.safetensors"

  @Test func everyNumberOfThreads() throws {
    var generator = SeededGenerator.announced()
    let counts =
      Soak.isOn ? Array(1...64) : [1, 64, Int.random(in: 2...63, using: &generator)]
    try PreparedFolder.withCopy { croton in
      var saved: Set<Data> = []
      for count in counts {
        let run = try croton.start(
          "\(Self.training) --threads \(count)".split(separator: " ").map(String.init))
        let result = try run.wait(atMost: 120)
        #expect(result.status == 0, "\(count) threads: \(result.errors)")
        saved.insert(try Self.parameters(croton))
        #expect(saved.count == 1, "\(count) threads")
      }
    }
  }

  #if os(Linux)
    @Test func threadsThatCannotBeMade() throws {
      var generator = SeededGenerator.announced()
      var (tried, failures) = (0, 0)
      try PreparedFolder.withCopy { croton in
        var saved: Set<Data> = []
        for threads in Soak.isOn ? [2, 3, 4, 8, 16, 64] : [16] {
          let arguments = "\(Self.training) --threads \(threads)"
          let (whole, counts) = try FaultCounts.run(croton, arguments, fault: nil)
          try #require(whole.status == 0, "\(whole.errors)")
          saved.insert(try Self.parameters(croton))
          let calls = Array(1...counts[.thread])
          for call in Soak.isOn ? calls : [calls.randomElement(using: &generator) ?? 1] {
            for place in [Fault.Place.call(call), .callsFrom(call)] {
              let fault = Fault(kind: .thread, place: place, outcome: .error(EAGAIN))
              let (result, _) = try FaultCounts.run(croton, arguments, fault: fault)
              if result.status == 0 {
                saved.insert(try Self.parameters(croton))
                #expect(saved.count == 1, "\(threads) threads, \(fault)")
              } else {
                // Threads that were there when Croton looked, and not when OpenMP's runtime did.
                #expect(result.status == 1)
                #expect(result.errors.hasSuffix(Self.runtimeError), "\(result.errors)")
                failures += 1
              }
              tried += 1
            }
          }
        }
      }
      print("\(failures) of \(tried) faults ended the process")
    }

    /// The words of GNU's runtime, which ends the process.
    private static let runtimeError =
      "libgomp: Thread creation failed: Resource temporarily unavailable\n"
  #endif

  private static func parameters(_ croton: Program) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(croton.folder)/s.safetensors"))
  }
}
