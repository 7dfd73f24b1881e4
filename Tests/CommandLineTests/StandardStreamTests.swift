import CommandLineTestSupport
import Foundation
import Testing

/// Standard streams that are closed, full, or read by nobody.
struct StandardStreamTests {
  /// Runs a command of a shell, in which `$croton` is the program.
  private func shell(_ command: String, in croton: Program) throws -> Program.Result {
    let script = "croton='\(croton.path)'; \(command)"
    return try Program(path: "/bin/sh", folder: croton.folder).run(["-c", script])
  }

  private static let tiny = Program.tinyModel
  private static let tinyPrediction = "lenet5 --data digits --nkerns 2 3 --load best.safetensors"

  #if os(Linux)
    @Test(arguments: [
      "--help >/dev/full", "max-pool-demo >/dev/full", "bench networks --describe >/dev/full",
      "compile \(tiny) >/dev/full", "generate \(tiny) --output c >/dev/full",
      "bench \(tiny) --steps 1 --json >/dev/full", "filter-demo --output maps >/dev/full",
      "predict \(tinyPrediction) >/dev/full", "gradcheck softmax --data digits >/dev/full",
      "train \(tiny) --epochs 1 >/dev/full", "--version >&-", "max-pool-demo >&-",
    ])
    func outputThatIsLostIsAnError(command: String) throws {
      try withCroton { croton in
        if command.hasPrefix("predict") {
          _ = try croton.run("train \(Self.tiny) --epochs 1 --save best.safetensors")
        }
        let result = try shell("\"$croton\" \(command)", in: croton)
        let reason = command.hasSuffix("&-") ? "Bad file descriptor" : "No space left on device"
        #expect(result.errors == "Error: cannot write 'standard output': \(reason)\n")
        #expect(result.status == 1)
      }
    }

    @Test(arguments: ["2>&-", "2>/dev/full"]) func errorsNeedNoReader(stream: String) throws {
      try withCroton { croton in
        let train = "\"$croton\" train \(Self.tiny) --epochs 1 --save best.safetensors"
        let trained = try shell("\(train) \(stream)", in: croton)
        #expect(trained.status == 0)
        #expect(trained.lines.last?.hasPrefix("Best validation score of ") == true)
        let saved = try croton.bytes(of: "best.safetensors")
        _ = try shell(train, in: croton)
        #expect(try croton.bytes(of: "best.safetensors") == saved)
        for (arguments, status) in [
          ("trian", Int32(64)), ("predict lenet5 --load no", 1),
        ] {
          let failed = try shell("\"$croton\" \(arguments) \(stream)", in: croton)
          #expect(failed.status == status)
        }
      }
    }
  #endif

  @Test func aClosedPipeEndsQuietly() throws {
    try withCroton { croton in
      let arguments = "train \(Self.tiny) --epochs 100000 --patience 1000000000 --log run.jsonl"
      let result = try shell(
        "{ \"$croton\" \(arguments); echo $? >status; } | head -n 2", in: croton)
      #expect(result.output == "... loading data\n... building the model\n")
      #expect(!result.errors.contains("Error"))
      // A shell calls the end by SIGPIPE so.
      #expect(String(decoding: try croton.bytes(of: "status"), as: UTF8.self) == "141\n")
      let help = try shell("{ \"$croton\" --help; echo $? >status; } | true", in: croton)
      #expect(help.errors == "")
    }
  }
}
