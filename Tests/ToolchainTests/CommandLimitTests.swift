import Foundation
import Testing

@testable import Toolchain

@Suite struct CommandLimitTests {
  private func run(
    _ script: String, seconds: Int = 120
  ) throws -> (status: Command.Status, output: String) {
    try Command(program: "/bin/sh", arguments: ["-c", script])
      .run(environment: ["PATH": "/usr/bin:/bin"], timeLimit: .seconds(seconds))
  }

  /// Expects that the process whose number is a text ends within ten seconds.
  private func expectEnd(
    of process: Substring, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let number = try #require(pid_t(process), sourceLocation: sourceLocation)
    let deadline = Date(timeIntervalSinceNow: 10)
    while isRunning(number), deadline > Date() { Thread.sleep(forTimeInterval: 0.01) }
    #expect(!isRunning(number), sourceLocation: sourceLocation)
  }

  @Test func endsAProgramThatTakesTooLongWithAllThatItStarted() throws {
    let result = try run("sleep 600 & echo $$; echo $!; wait", seconds: 1)
    #expect(result.status == .timedOut(seconds: 1))
    let processes = result.output.split(separator: "\n")
    #expect(processes.count == 2)
    for process in processes { try expectEnd(of: process) }
  }

  @Test func killsAProgramThatDoesNotWantToEnd() throws {
    let result = try run(
      "trap '' HUP INT TERM; echo $$; while true; do sleep 1; done", seconds: 1)
    #expect(result.status == .timedOut(seconds: 1))
    try expectEnd(of: result.output.prefix { $0.isNumber })
  }

  @Test func letsAProgramCleanUp() throws {
    try withTemporaryDirectory { root in
      let result = try run(
        "trap 'echo cleaned >\(root)/file; exit' TERM; while true; do sleep 0.1; done", seconds: 1)
      #expect(result.status == .timedOut(seconds: 1))
      #expect(FileSystem.text(of: "\(root)/file") == "cleaned\n")
    }
  }

  @Test func waitsNoLongerForAProgramThatClosesItsOutput() throws {
    #expect(try run("exec >&- 2>&-; sleep 600", seconds: 1).status == .timedOut(seconds: 1))
    #expect(try run("exec >&- 2>&-; sleep 0.2; exit 3").status == .exited(3))
  }

  @Test func doesNotWaitForWhatAProgramLeavesBehind() throws {
    let result = try run("sleep 600 & echo $!; exit 3")
    #expect(result.status == .exited(3))
    try expectEnd(of: result.output.prefix { $0.isNumber })
  }

  @Test func keepsTheBeginningOfAFlood() throws {
    let note = "\n[the rest of the output is left out]\n"
    let flood = try run("yes >&2", seconds: 1)
    #expect(flood.status == .timedOut(seconds: 1))
    #expect(flood.output.utf8.count == BoundedOutput.limit + note.utf8.count)
    #expect(flood.output.hasPrefix("y\ny\n"))

    // One that ends has all that it wants to write taken from it.
    let long = try run("yes | head -n 1000000; exit 4")
    #expect(long.status == .exited(4))
    #expect(long.output.utf8.count == BoundedOutput.limit + note.utf8.count)
    #expect(long.output.hasSuffix(note))
  }

  @Test func endsEvenWhereWhatIsLeftBehindWrites() throws {
    #expect(try run("yes & exit 0").status == .exited(0))
  }

  @Test func keepsAllThatFits() {
    var output = BoundedOutput()
    output.append(ArraySlice(repeating: 120, count: BoundedOutput.limit))
    #expect(output.text == String(repeating: "x", count: BoundedOutput.limit))
    output.append([121])
    #expect(output.isCut)
  }

  @Test func startsProgramsWithoutTheSignalsThatAreIgnored() throws {
    // As in a process under nohup.
    let inner = #"kill -HUP $$; echo survived"#
    let command = Command(
      program: "/bin/sh", arguments: ["-c", "trap '' HUP; exec /bin/sh -c '\(inner)'"])
    #expect(try command.run(environment: [:]).output == "survived\n")
    #expect(try run(inner).status == .signalled(SIGHUP))
  }
}
