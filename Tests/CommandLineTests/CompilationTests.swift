import CommandLineTestSupport
import Foundation
import Testing

/// The options that say how functions are compiled.
struct CompilationTests {
  @Test func passesCanBeLeftOut() throws {
    try withCroton { croton in
      let text = { (options: String) in
        let result = try croton.runTiny("generate", "--output c \(options)")
        #expect(result.status == 0, "\(result.errors)")
        return String(decoding: try croton.bytes(of: "c/train.c"), as: UTF8.self)
      }
      let block = "= tanh(max of each 2x2 window of conv[n][k] + bias[k])"
      #expect(try text("").contains(block))
      #expect(try text("--optimize full").contains(block))
      #expect(!(try text("--exclude fuse-conv-pool").contains(block)))
      #expect(!(try text("--optimize canonical").contains(block)))
      #expect(!(try text("--optimize none").contains(block)))
      let loop = "multiply_subtract_multiply_"
      #expect(try text("--exclude fuse-conv-pool").contains(loop))
      let unfused = try text("--exclude fuse-conv-pool --exclude fuse-elementwise")
      #expect(!unfused.contains(loop))
      let together = try text("--exclude fuse-conv-pool,fuse-elementwise")
      #expect(!together.contains(loop) && !together.contains(block))
    }
  }

  @Test(arguments: [
    (
      "--exclude fuse-conv-pol",
      "Error: there is no pass 'fuse-conv-pol'; did you mean 'fuse-conv-pool'?\n"
    ),
    (
      "--blas mkl",
      "Error: The value 'mkl' is invalid for '--blas <library>'. Please provide one of 'none' and 'openblas'.\n"
    ),
    (
      "--precision half",
      "Error: The value 'half' is invalid for '--precision <precision>'. Please provide one of 'single' and 'bf16'.\n"
    ),
    (
      "--precision bf16 --exact",
      "Error: exact arithmetic rounds no factors to bfloat16; expected exact arithmetic or the precision bf16\n"
    ),
    (
      "--precision bf16 --blas openblas",
      "Error: OpenBLAS rounds no factors to bfloat16; expected OpenBLAS or the precision bf16\n"
    ),
    ("--optimize ful", "Error: there is no optimization 'ful'; did you mean 'full'?\n"),
  ])
  func mistypedNames(options: String, message: String) throws {
    try withCroton { croton in
      for command in ["train", "generate", "compile", "bench"] {
        let result = try croton.runTiny(command, options)
        #expect(result.errors.hasPrefix(message))
        #expect(result.output == "")
        #expect(result.status == 64)
      }
    }
  }

  @Test func theHelpListsThePasses() throws {
    try withCroton { croton in
      for command in ["train", "generate", "compile", "bench"] {
        let help = try croton.run("\(command) lenet5 --help").output
        let words = help.split { $0.isWhitespace || $0 == "," || $0 == "." }
        for pass in ["fold-constants", "stabilize-log-softmax", "fuse-conv-pool"] {
          #expect(words.contains(Substring(pass)))
        }
      }
    }
  }

  @Test func trainingStopsAtTheFirstBadNumber() throws {
    try withCroton { croton in
      let options = "--epochs 3 --learning-rate 1e20 --optimize none --check-numerics"
      let result = try croton.runTiny("train", options)
      #expect(result.status == 1)
      #expect(result.errors.contains("expected a number of at most 1e10 in absolute value"))
      #expect(result.errors.contains("note: it is asked for here"))
      #expect(try croton.runTiny("train", "--epochs 1 --check-numerics").status == 0)
    }
  }

  @Test func kernelsCanBeChecked() throws {
    try withCroton { croton in
      let plain = try croton.runTiny("train", "--epochs 1 --log plain.jsonl")
      let checked = try croton.runTiny("train", "--epochs 1 --check --check-every 5")
      #expect(checked.status == 0, "\(checked.errors)")
      #expect(checked.output == plain.output)
      let refused = try croton.runTiny("train", "--check --check-every 0")
      #expect(refused.errors.hasPrefix("Error: --check-every is 0; expected at least 1.\n"))
    }
  }
}
