import Foundation
import Testing

@testable import Toolchain

@Suite struct CommandTests {
  @Test(arguments: [
    ("-O3", "-O3"), ("a/b.c", "a/b.c"), ("", "''"), ("two words", "'two words'"),
    ("it's", #"'it'\''s'"#), ("$HOME;rm", "'$HOME;rm'"), ("~", "'~'"), ("ü", "'ü'"),
  ])
  func quotes(word: String, quoted: String) {
    #expect(Command.quoted(word) == quoted)
  }

  @Test func aShellTakesTheTextBack() throws {
    try withTemporaryDirectory { root in
      let directory = "\(root)/it's a \"$directory\""
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: false)
      let words = ["a b", "it's", "", "$HOME", "`id`", "\\", "*", "new\nline", "ü"]
      let command = Command(
        program: "/usr/bin/printf", arguments: ["%s|"] + words, directory: directory)
      let shell = Command(program: "/bin/sh", arguments: ["-c", command.shellText + "; pwd"])
      let result = try shell.run(environment: ["PATH": "/usr/bin:/bin"])
      #expect(result.status == .exited(0))
      #expect(result.output == words.map { $0 + "|" }.joined() + directory + "\n")
    }
  }

  @Test func tellsHowAProgramEnded() throws {
    func status(_ script: String) throws -> Command.Status {
      try Command(program: "/bin/sh", arguments: ["-c", script]).run(environment: [:]).status
    }
    #expect(try status("exit 0") == .exited(0))
    #expect(try status("exit 3") == .exited(3))
    #expect(try status("kill -9 $$") == .signalled(9))
  }

  @Test func collectsMoreThanAPipeHolds() throws {
    let script = "i=0; while [ $i -lt 20000 ]; do echo 0123456789 >&2; i=$((i+1)); done"
    let command = Command(program: "/bin/sh", arguments: ["-c", script])
    let result = try command.run(environment: [:])
    #expect(result.status == .exited(0))
    #expect(result.output.utf8.count == 220_000)
  }

  @Test func givesTheEnvironmentAndTheDirectory() throws {
    try withTemporaryDirectory { root in
      let command = Command(
        program: "/bin/sh", arguments: ["-c", "echo $ONLY; pwd"], directory: root)
      let result = try command.run(environment: ["ONLY": "this"])
      #expect(result.output == "this\n\(root)\n")
    }
  }

  @Test func saysThatAProgramCannotBeStarted() {
    let error = toolchainError {
      _ = try Command(program: "/nowhere/cc", arguments: ["-v"]).run(environment: [:])
    }
    guard case .commandNotStarted(let command, let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(command == "/nowhere/cc -v")
    #expect(!reason.isEmpty)
  }
}
