import CommandLineTestSupport
import Foundation

/// How many system calls of each kind a program has made.
struct FaultCounts {
  private let numbers: [UInt64]

  /// How many calls there were of a kind.
  subscript(kind: Fault.Kind) -> Int {
    Fault.Kind.allCases.firstIndex(of: kind).map { Int(numbers[$0]) } ?? 0
  }

  /// How many calls failed.
  var failures: Int { Int(numbers[Fault.Kind.allCases.count]) }

  /// Runs a program with calls that fail.
  ///
  /// - Parameters:
  ///   - fault: the calls that fail; `nil` where they are only counted.
  ///   - bytes: the size from which on an allocation counts.
  /// - Throws: where the program has not ended after two minutes.
  static func run(
    _ program: Program, _ arguments: String, fault: Fault?, bytes: Int? = nil
  ) throws -> (result: Program.Result, counts: FaultCounts) {
    let count = Fault.Kind.allCases.count + 1
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-fault-counts-\(UUID().uuidString)")
    try Data(count: count * MemoryLayout<UInt64>.size).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    var environment = [
      "LD_PRELOAD": try FaultLibrary.path.get(), "CROTON_FAULTS_COUNTS": file.path,
      "CROTON_FAULTS_PROGRAM": program.path,
      // What Swift's runtime says of a trap is enough, and takes less time.
      "SWIFT_BACKTRACE": "enable=no",
    ]
    environment["CROTON_FAULTS"] = fault?.description
    environment["CROTON_FAULTS_BYTES"] = bytes.map(String.init)
    let words = arguments.split(separator: " ").map(String.init)
    let result = try program.with(environment).start(words).wait(atMost: 120)
    let numbers = try Data(contentsOf: file)
    return (
      result,
      FaultCounts(numbers: numbers.withUnsafeBytes { Array($0.bindMemory(to: UInt64.self)) })
    )
  }
}
