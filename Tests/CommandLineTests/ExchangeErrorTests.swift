import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// What `export` and `import` refuse, word for word, and what they leave alone then.
struct ExchangeErrorTests {
  /// Runs a test in a folder with the run `a` of a model.
  private func withRun(_ body: (Program) throws -> Void) throws {
    try withCroton { croton in
      let trained = try croton.run(
        "train softmax --data digits --batch-size 5 --epochs 2 --run a")
      try #require(trained.status == 0, "\(trained.errors)")
      try body(croton)
    }
  }

  private func put(_ bytes: some Sequence<UInt8>, at name: String, in croton: Program) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(croton.folder)/\(name)"))
  }

  private func expect(
    _ message: String, of arguments: String, in croton: Program,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let result = try croton.run(arguments)
    #expect(result.errors == "Error: \(message)\n", sourceLocation: sourceLocation)
    #expect(result.output == "", sourceLocation: sourceLocation)
    #expect(result.status == 1, sourceLocation: sourceLocation)
  }

  @Test func severalFilesAtOnce() throws {
    try withRun { croton in
      let result = try croton.run("export softmax --npz w.npz --safetensors w.st --csv w.csv")
      #expect(
        result.errors
          == "Error: there is no run of softmax in 'runs'; expected one, or the name of a file or folder\n"
      )
      #expect(try croton.madeFiles() == ["a"])
      let all = try croton.run(
        "export softmax --load a --npz w.npz --safetensors w.st --csv w.csv")
      #expect(all.status == 0, "\(all.errors)")
      #expect(try croton.madeFiles() == ["a", "w.csv", "w.npz", "w.st"])
      // Equal parameters give equal bytes.
      #expect(try croton.run("export softmax --load w.st --npz v.npz").status == 0)
      #expect(try croton.bytes(of: "v.npz") == croton.bytes(of: "w.npz"))
    }
  }

  @Test func filesAreDifferentOnes() throws {
    try withRun { croton in
      let best = try croton.bytes(of: "a/best.safetensors")
      let log = try croton.bytes(of: "a/log.jsonl")
      try FileManager.default.createSymbolicLink(
        atPath: "\(croton.folder)/link", withDestinationPath: "a/best.safetensors")
      let export = "export softmax --load a"
      for (options, path, what) in [
        ("--npz a/best.safetensors", "a/best.safetensors", "the NumPy archive"),
        ("--npz link", "link", "the NumPy archive"),
        ("--safetensors ./a/best.safetensors", "./a/best.safetensors", "the checkpoint"),
        ("--csv a/log.jsonl", "a/log.jsonl", "the learning curve"),
        ("--csv a/best.safetensors --npz w", "a/best.safetensors", "the learning curve"),
      ] {
        try expect(
          "'\(path)' is the file that is read; expected another file for \(what)",
          of: "\(export) \(options)", in: croton)
      }
      for (options, message) in [
        (
          "--npz x --safetensors x",
          "'x' cannot take the NumPy archive and the checkpoint; expected two files"
        ),
        (
          "--npz x --csv ./x",
          "'./x' cannot take the NumPy archive and the learning curve; expected two files"
        ),
      ] {
        try expect(message, of: "\(export) \(options)", in: croton)
      }
      #expect(try croton.bytes(of: "a/best.safetensors") == best)
      #expect(try croton.bytes(of: "a/log.jsonl") == log)
      #expect(try croton.madeFiles() == ["a", "link"])

      #expect(try croton.run("\(export) --npz w.npz").status == 0)
      let archive = try croton.bytes(of: "w.npz")
      let images = "digits/train-images-idx3-ubyte"
      let pixels = try croton.bytes(of: images)
      try expect(
        "'./w.npz' is the file that is read; expected another file for the parameters",
        of: "import softmax w.npz --data digits --save ./w.npz", in: croton)
      try expect(
        "'\(images)' is a file of the data set; expected another file for the parameters",
        of: "import softmax w.npz --data digits --save \(images)", in: croton)
      #expect(try croton.bytes(of: "w.npz") == archive)
      #expect(try croton.bytes(of: images) == pixels)
    }
  }

  @Test func damagedArchives() throws {
    try withRun { croton in
      #expect(try croton.run("export softmax --load a --npz w.npz").status == 0)
      let bytes = [UInt8](try croton.bytes(of: "w.npz"))
      try put(bytes.prefix(bytes.count / 2), at: "cut.npz", in: croton)
      var changed = bytes
      changed[1000] ^= 1
      try put(changed, at: "changed.npz", in: croton)
      try put([], at: "empty.npz", in: croton)
      try put(Array("no archive".utf8), at: "text.npz", in: croton)
      for (name, message) in [
        ("cut.npz", "cut.npz: the archive cannot be read: Not a zip archive"),
        ("changed.npz", "changed.npz/softmax.W.npy: the archive cannot be read: CRC error"),
        (
          "empty.npz",
          "'empty.npz' is neither an .npz archive nor a safetensors file: expected 8 bytes with the length of the header, got 0"
        ),
        (
          "text.npz",
          "'text.npz' is neither an .npz archive nor a safetensors file: expected a header of at most 2 bytes, "
            + "got the length 7595430114467278702"
        ),
      ] {
        try expect(message, of: "import softmax \(name) --data digits --save x", in: croton)
      }
      try expect(
        "'a' is neither an .npz archive nor a safetensors file: expected a regular file",
        of: "import softmax a --data digits --save x", in: croton)
      #expect(try !croton.madeFiles().contains("x"))
    }
  }

  @Test func damagedLogs() throws {
    try withRun { croton in
      let log = try croton.bytes(of: "a/log.jsonl")
      let export = "export softmax --load a --npz w.npz --csv curve.csv"
      #expect(try croton.run(export).status == 0)
      let whole = try croton.bytes(of: "curve.csv")
      // The last line, which is that of the end, cut as a run that is killed may leave it.
      try put(log.dropLast(20), at: "a/log.jsonl", in: croton)
      #expect(try croton.run(export).status == 0)
      #expect(try croton.bytes(of: "curve.csv") == whole)

      for name in ["curve.csv", "w.npz"] {
        try FileManager.default.removeItem(atPath: "\(croton.folder)/\(name)")
      }
      let lines = log.split(separator: UInt8(ascii: "\n"))
      try put(
        [lines[0], Data("{\"event\":".utf8), lines[1]].joined(separator: Data("\n".utf8)) + [10],
        at: "a/log.jsonl", in: croton)
      try expect(
        "'a/log.jsonl', line 2: expected a JSON object of an event, as 'train' writes it",
        of: export, in: croton)
      try put(lines[0] + Array("\n{\"event\":\"test\"}\n".utf8), at: "a/log.jsonl", in: croton)
      try expect(
        "'a/log.jsonl', line 2: expected the numbers 'epoch', 'iteration', 'error' and 'seconds' of "
          + "the test", of: export, in: croton)
      try FileManager.default.removeItem(atPath: "\(croton.folder)/a/log.jsonl")
      try expect(
        "cannot read 'a/log.jsonl': No such file or directory", of: export, in: croton)
      #expect(try croton.madeFiles() == ["a"])
      try expect(
        "'a' is a run of softmax; expected one of mlp", of: "export mlp --load a --csv c.csv",
        in: croton)
    }
  }

  @Test(arguments: [
    (
      "import softmax",
      """
      Error: Missing expected argument '<file>'

      """
    ),
    ("import softmax a b", "Error: Unexpected argument 'b'\n"),
    ("export softmax weights.npz --npz w", "Error: Unexpected argument 'weights.npz'\n"),
    ("export softmax --nzp w.npz", "Error: Unknown option '--nzp'. Did you mean '--npz'?\n"),
    ("import softmax w.npz --sav x", "Error: Unknown option '--sav'. Did you mean '--save'?\n"),
    ("export softmax --csv", "Error: Missing value for '--csv <file>'\n"),
    (
      "export lenet6 --npz w.npz",
      "Error: 'croton export' has no 'lenet6'. Did you mean 'lenet5'?\n"
    ),
  ])
  func mistypedCommands(arguments: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run(arguments)
      #expect(result.errors.hasPrefix(message), "\(result.errors)")
      #expect(result.status == 64)
      #expect(try croton.madeFiles() == [])
    }
  }
}
