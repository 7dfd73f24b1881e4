import CommandLineTestSupport
import Foundation
import Testing

struct HelpTests {
  /// The words of each command line that a help text shows.
  private func examples(in help: String) -> [[String]] {
    help.split(separator: "\n").compactMap { line in
      let line = line.trimmingPrefix("Example:").trimmingPrefix { $0 == " " }
      guard line.hasPrefix("croton "), !line.contains("|") else { return nil }
      return line.split(separator: " ").dropFirst().map(String.init)
    }
  }

  @Test(arguments: [
    "--help", "generate --help", "compile --help", "train --help", "bench --help",
    "generate lenet5 --help", "compile lenet5 --help", "train lenet5 --help", "bench lenet5 --help",
    "explain --help", "explain lenet5 --help", "sweep lenet5 --help", "scale --help",
    "scale lenet5 --help", "tune --help", "tune lenet5 --help",
  ])
  func theExamplesWork(arguments: String) throws {
    try withCroton { croton in
      let help = try croton.run(arguments)
      #expect(help.status == 0)
      #expect(help.errors == "")
      let examples = examples(in: help.output)
      try #require(!examples.isEmpty)
      for example in examples {
        // The same command, made quick: a later option replaces an earlier one.
        var words = example + ["--data", "digits", "--batch-size", "5", "--nkerns", "2", "3"]
        if ["train", "sweep"].contains(example.first) { words += ["--epochs", "2"] }
        if ["bench", "scale", "tune"].contains(example.first) { words += ["--steps", "2"] }
        // What tuning finds must not change other tests.
        let program = example.first == "tune" ? croton.withOwnCache : croton
        let result = try program.run(words)
        #expect(result.status == 0, "\(example.joined(separator: " ")): \(result.errors)")
      }
    }
  }

  @Test(arguments: ["cache", "cache list", "cache verify", "cache clear", "doctor"])
  func theExamplesWithoutAModelWork(command: String) throws {
    try withCroton { croton in
      let help = try croton.run("\(command) --help")
      #expect(help.errors == "")
      let examples = examples(in: help.output)
      try #require(!examples.isEmpty)
      for example in examples {
        let result = try croton.withOwnCache.run(example)
        #expect(result.status == 0, "\(example.joined(separator: " ")): \(result.errors)")
      }
    }
  }

  @Test func withoutACommandThereIsHelp() throws {
    try withCroton { croton in
      for command in ["", "train"] {
        let output = try croton.run(command).output
        let help = try croton.run("\(command) --help").output
        #expect(output == help)
      }
    }
  }

  @Test func theInterruptionIsDocumented() throws {
    try withCroton { croton in
      let help = try croton.run("train lenet5 --help").output
      let words = help.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(
        words.contains(
          "Ctrl-C (or SIGTERM) writes a checkpoint after the step at hand and ends with exit code "
            + "130 (143)"))
    }
  }

  @Test func aShellCompletesCommands() throws {
    try withCroton { croton in
      #expect(try croton.run("--help").output.contains("--generate-completion-script bash"))
      let bash = Program(path: "/bin/bash", folder: croton.folder)
      let script =
        "source <('\(croton.path)' --generate-completion-script bash) && "
        + "COMP_WORDS=(croton sw) COMP_CWORD=1 COMP_LINE='croton sw' COMP_POINT=9 && "
        + "_croton croton sw croton && echo ${COMPREPLY[@]}"
      let result = try bash.run(["-c", script])
      #expect(result.output == "sweep\n", "\(result.errors)")
    }
  }
}
