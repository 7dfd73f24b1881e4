import CommandLineTestSupport
import Foundation
import Testing

/// `croton generate --standalone`.
struct StandaloneCommandTests {
  @Test func theFolderTrainsAsTrainDoes() throws {
    try withCroton { croton in
      let written = try croton.runTiny(
        "generate", "--standalone c --prefix net --seed 3 --target host --bindings fortran,python")
      #expect(written.errors == "")
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/c")
      #expect(written.lines.sorted() == names.map { "c/\($0)" }.sorted())
      #expect(names.contains("model.f90") && names.contains("model.py"))
      let folder = "\(croton.folder)/c"
      let make = try Program(path: "/usr/bin/make", folder: folder).run("-s CC=cc")
      #expect(make.errors == "")
      let c = try Program(path: "\(folder)/train", folder: folder)
        .run("--data ../digits --epochs 2 --save ../c.safetensors")
      let expected = try croton.runTiny(
        "train", "--epochs 2 --seed 3 --save croton.safetensors")
      #expect(c.output == expected.output)
      #expect(try croton.bytes(of: "c.safetensors") == croton.bytes(of: "croton.safetensors"))
      // The trained parameters, in C.
      _ = try croton.runTiny(
        "generate", "--standalone p --inference-only --weights croton.safetensors")
      let predictor = "\(croton.folder)/p"
      #expect(
        try Program(path: "/usr/bin/make", folder: predictor).run("-s CC=cc").errors == "")
      let answers = try Program(path: "\(predictor)/predict", folder: predictor)
        .run("../digits/t10k-images-idx3-ubyte")
      #expect(answers.lines.count == 20)
    }
  }

  @Test func theFolderSaysHowItWasMade() throws {
    try withCroton { croton in
      _ = try croton.runTiny("generate", "--standalone c")
      let readme = String(decoding: try croton.bytes(of: "c/README.md"), as: UTF8.self)
      #expect(
        readme.contains(
          "\n    croton generate lenet5 --data digits --batch-size 5 --nkerns 2 3 --standalone c\n")
      )
      #expect(!readme.contains("{{"))
    }
  }

  @Test(arguments: [
    (
      "--prefix net", "--prefix is an option of C that stands alone; expected --standalone as well."
    ),
    (
      "--inference-only",
      "--inference-only is an option of C that stands alone; expected --standalone as well."
    ),
    (
      "--standalone c --output d",
      "--output is a folder for the functions alone, and --standalone one for the whole network; "
        + "expected one of them."
    ),
    (
      "--standalone c --prefix a-b",
      "the prefix \"a-b\" is not possible; expected 1 to 31 ASCII letters, digits and single "
        + "underscores, from a letter to a letter or digit"
    ),
    (
      "--standalone c --bindings cobol", "The value 'cobol' is invalid for '--bindings <languages>'"
    ),
    (
      "--module CNet",
      "--module is an option of C that stands alone; expected --standalone as well."
    ),
    (
      "--standalone c --module a-b",
      "the module name \"a-b\" is not possible; expected 1 to 100 ASCII letters, digits and "
        + "underscores, not beginning with a digit, that are no keyword"
    ),
    (
      "--standalone c --module CNet --bindings python",
      "--module writes a C target without other files, and --bindings modules for other languages; "
        + "expected one of them."
    ),
    ("--standalone c --target vax", "The value 'vax' is invalid for '--target <target>'"),
  ])
  func aMistakeIsExplained(_ options: String, _ message: String) throws {
    try withCroton { croton in
      let result = try croton.runTiny("generate", options)
      #expect(result.status == 64)
      #expect(result.errors.hasPrefix("Error: \(message)"), "\(result.errors)")
      #expect(try croton.madeFiles() == [])
    }
  }

  @Test func theBLASIsRefused() throws {
    try withCroton { croton in
      let result = try croton.runTiny("generate", "--standalone c --blas openblas")
      #expect(result.status == 1)
      #expect(
        result.errors == "Error: C that stands alone takes no BLAS; expected --blas none\n")
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsNamed() throws {
    try withCroton { croton in
      let result = try croton.runTiny("generate", "--standalone digits/t10k-labels-idx1-ubyte")
      #expect(result.status == 1)
      #expect(
        result.errors
          == "Error: cannot write to the folder 'digits/t10k-labels-idx1-ubyte': File exists\n")
    }
  }
}
