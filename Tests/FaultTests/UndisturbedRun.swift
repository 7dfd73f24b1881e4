import CommandLineTestSupport
import Foundation
import Testing

/// What a command does when nothing fails, and what it does otherwise.
struct UndisturbedRun {
  /// What came of a fault.
  struct Outcome {
    /// Whether a call failed: with other threads and processes beside it, a command does not always
    /// make the same number of calls.
    let happened: Bool
    /// Whether the command ended well in spite of it.
    let survived: Bool
  }

  let counts: FaultCounts
  private let command: FaultedCommand
  private let bytes: Int?
  private let before: FolderContents
  private let after: FolderContents
  private let output: String

  /// - Parameter bytes: the size from which on an allocation counts.
  init(of command: FaultedCommand, bytes: Int? = nil) throws {
    self.command = command
    self.bytes = bytes
    (before, after, output, counts) = try PreparedFolder.withCopy(
      cacheIsFilled: command.cacheIsFilled
    ) { croton in
      let before = try FolderContents(croton.folder)
      let (result, counts) = try FaultCounts.run(
        croton, command.arguments, fault: nil, bytes: bytes)
      try #require(result.status == 0, "\(command.arguments): \(result.errors)")
      // Without the interposed library nothing would be counted, and nothing fail afterwards.
      try #require(
        Fault.Kind.allCases.contains { counts[$0] > 0 }, "\(command.arguments): nothing counted")
      return (before, try FolderContents(croton.folder), Self.lasting(result.output), counts)
    }
  }

  /// Runs the command with a fault, and then without.
  @discardableResult
  func check(_ fault: Fault) throws -> Outcome {
    try check("\(fault)", kind: fault.kind) { croton in
      try FaultCounts.run(croton, command.arguments, fault: fault, bytes: bytes)
    }
  }

  /// Runs the command while the compiler can write no file of more than so many bytes, and then
  /// without such a limit.
  func checkFileSize(_ size: Int) throws {
    try check("file size \(size)") { croton in
      try FaultCounts.run(
        croton.with(["CROTON_FAULTS_FILE_SIZE": "\(size)"]), command.arguments, fault: nil)
    }
  }

  @discardableResult
  private func check(
    _ fault: String, kind: Fault.Kind? = nil,
    _ body: (Program) throws -> (result: Program.Result, counts: FaultCounts)
  ) throws -> Outcome {
    try PreparedFolder.withCopy(cacheIsFilled: command.cacheIsFilled) { croton in
      let what: Comment = "\(command.testDescription), \(fault)"
      let (result, counts) = try body(croton)
      let files = try FolderContents(croton.folder)
      if result.status == 0 {
        #expect(Self.lasting(result.output) == output, what)
        for name in after.names {
          // Where the system does not tell what the processor can do, C is written for any.
          let isForAnyProcessor =
            (kind == .open || kind == .read) && (name.hasSuffix(".c") || name.hasSuffix(".h"))
            && files[name] != nil
          #expect(isForAnyProcessor || files[name] == after[name], "\(what): \(name)")
        }
      } else {
        expectError(result, of: kind, what)
        for name in before.names where !FolderContents.isLog(name) {
          let isWhole = [before[name], after[name]].contains(files[name])
          #expect(isWhole || checkpoints.contains(files[name]), "\(what): \(name)")
        }
      }
      // What the system does not let go of stays.
      if kind != .remove { expectNothingLeft(files, what) }
      expectNoProcess(of: croton, what)
      try expectGoodEnd(croton, what)
      return Outcome(happened: counts.failures > 0, survived: result.status == 0)
    }
  }

  /// The size of the files that the command makes.
  var writtenBytes: Int {
    after.files.filter { before[$0.key] != $0.value }.reduce(0) { $0 + $1.value.count }
  }

  /// The checkpoints that are kept: what the last one was at some time.
  private var checkpoints: [Data?] {
    after.names.filter { $0.contains("/step-") }.map { after[$0] }
  }

  /// A clear error, of one sentence.
  private func expectError(_ result: Program.Result, of kind: Fault.Kind?, _ what: Comment) {
    #expect(result.status == 1, "\(what): \(result.errors)")
    // OpenMP's runtime ends the process with its own words where it cannot start a thread.
    if kind == .thread, result.errors.contains("libgomp: Thread creation failed: ") { return }
    let errors = result.errors.split(separator: "\n")
      .filter { $0.hasPrefix("Error: ") || $0.contains(": error: ") }
    // Several mistakes of one model have a line each.
    #expect(!errors.isEmpty, "\(what): \(result.errors)")
    #expect(errors.count { $0.hasPrefix("Error: ") } <= 1, "\(what): \(result.errors)")
    for word in ["Fatal error", "terminate called", "libgomp", "swift_", "Program crashed"] {
      #expect(!result.errors.contains(word), "\(what): \(result.errors)")
    }
  }

  private func expectNothingLeft(_ files: FolderContents, _ what: Comment) {
    // A run that goes on removes checkpoints that the undisturbed one has removed by now.
    let known = Set(before.names + after.names)
    #expect(files.names.filter { !known.contains($0) } == [], what)
    let kept = files.cached.filter { $0.hasPrefix("building-") || $0.hasPrefix("set-aside-") }
    #expect(kept == [], what)
  }

  /// Nothing that the program has started goes on.
  private func expectNoProcess(of croton: Program, _ what: Comment) {
    // It is asked to end, and killed a second later; a machine with other work takes its time.
    for _ in 0..<1_500 where RunningProcesses.exist(in: croton.folder) {
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(!RunningProcesses.exist(in: croton.folder), what)
  }

  /// The same command now does what it would have done, and leaves the same files.
  private func expectGoodEnd(_ croton: Program, _ what: Comment) throws {
    var arguments = command.arguments
    let settings = "\(FaultedCommand.run)/config.json"
    if let resumption = command.resumption,
      FileManager.default.fileExists(atPath: "\(croton.folder)/\(settings)")
    {
      arguments = resumption
    }
    let result = try croton.run(arguments)
    #expect(result.status == 0, "\(what), again: \(result.errors)")
    let files = try FolderContents(croton.folder)
    // Settings are as a resumption has them, which names no file for logs.
    for name in after.names where name != settings {
      #expect(files[name] == after[name], "\(what), again: \(name)")
    }
    // A cache or a processor that could not be read about has made other functions.
    let cached = Set(files.cached)
    #expect(cached.isSuperset(of: after.cached), "\(what), again")
  }

  /// What of an output does not depend on time.
  private static func lasting(_ output: String) -> String {
    output.replacing(/(was in the cache|compiled)[^\n]*|[0-9.]+ epochs\/sec/, with: "")
  }
}
