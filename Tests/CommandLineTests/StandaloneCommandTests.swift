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

  @Test func theCommandIsOneOfAShell() throws {
    try withCroton { croton in
      let name = "it's $(touch here)"
      try FileManager.default.copyItem(
        atPath: "\(croton.folder)/digits", toPath: "\(croton.folder)/\(name)")
      let result = try croton.run([
        "generate", "softmax", "--data", name, "--batch-size", "5", "--standalone", "\(name) c",
      ])
      #expect(result.errors == "")
      let readme = String(decoding: try croton.bytes(of: "\(name) c/README.md"), as: UTF8.self)
      #expect(
        readme.contains(
          #"""

              croton generate softmax --data 'it'\''s $(touch here)' --batch-size 5 --standalone 'it'\''s $(touch here) c'

          """#))
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
      "--standalone c --bindings cobol",
      "The value 'cobol' is invalid for '--bindings <languages>': there is no language 'cobol'; "
        + "there are 'fortran', 'python'"
    ),
    (
      "--memory 256K",
      "--memory is an option of C that stands alone; expected --standalone as well."
    ),
    (
      "--standalone c --memory 256KB",
      "the memory \"256KB\" is not possible; expected a number of bytes from 1, or of K, M or G (1024 "
        + "bytes, 1024 K, 1024 M), as in 256K"
    ),
    (
      "--ranks 2", "--ranks is an option of C that stands alone; expected --standalone as well."
    ),
    ("--standalone c --ranks 0", "0 processes; expected at least 1"),
    (
      "--standalone c --ranks 2 --inference-only",
      "--inference-only leaves training out, and --ranks belongs to training; expected one of the two "
        + "options."
    ),
    (
      "--standalone c --ranks 2 --module CNet",
      "--module writes a C target without programs, and --ranks is for the program that trains; "
        + "expected one of the two options."
    ),
    (
      "--standalone c --ranks 2 --target wasm32",
      "--target wasm32 writes C for one process, as it has no MPI; expected no --ranks."
    ),
    (
      "--standalone c --ranks 2 --target cortex-m",
      "--target cortex-m writes C for one process, as it has no MPI; expected no --ranks."
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
      "--standalone c --target aarch64 --vector-bytes 32",
      "--vector-bytes is for --target host, and aarch64 has its own; expected one of the two options."
    ),
    (
      "--standalone c --target cortex-m --bindings python",
      "--target cortex-m writes C without files and programs; expected no --module and no --bindings."
    ),
    (
      "--standalone c --target wasm32 --bindings python",
      "--bindings are modules that load a shared library, and --target wasm32 has a module of "
        + "JavaScript already; expected one of the two options."
    ),
    (
      "--standalone c --module CNet --bindings python",
      "--module writes a C target without other files, and --bindings modules for other languages; "
        + "expected one of them."
    ),
    (
      "--standalone c --target cortex-m --threads 2",
      "--target cortex-m writes C for one thread; expected no --threads."
    ),
    (
      "--standalone c --target portable --threads 1",
      "--target portable writes C for one thread; expected no --threads."
    ),
    (
      "--standalone c --inference-only --epochs 3",
      "--inference-only leaves training out, and --epochs belongs to training; expected one of the two "
        + "options."
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

  @Test func theBatchIsTheLargestThatFits() throws {
    try withCroton { croton in
      let model = "softmax --data digits --shuffle"
      let written = try croton.run("generate \(model) --standalone c --memory 128K")
      let last = try #require(written.lines.last)
      let match = try #require(
        last.wholeMatch(
          of:
            /batch size (\d+): a context takes (\d+) of 131072 bytes; a batch of (\d+) does not fit/
        ))
      #expect(match.output.3 == "\((Int(match.output.1) ?? 0) + 1)")
      let batch = try #require(Int(match.output.1))
      let bytes = try #require(Int(match.output.2))
      #expect((2..<50).contains(batch))
      #expect(bytes <= 131_072)
      #expect(written.errors == "")
      let readme = String(decoding: try croton.bytes(of: "c/README.md"), as: UTF8.self)
      #expect(
        readme.contains(
          "\n    croton generate \(model) --standalone c --memory 128K --batch-size \(batch)\n"))
      #expect(
        readme.contains(
          "\nWith one thread that is \(bytes) of the 131072 bytes that it was generated for.\n"))
      // The command of the README makes it again, and the next size does not fit.
      let again = try croton.run(
        "generate \(model) --standalone d --memory 128K --batch-size \(batch)")
      #expect(again.lines.last == "batch size \(batch): a context takes \(bytes) of 131072 bytes")
      #expect(again.errors == "")
      for name in ["model.h", "kernels_train.c"] {
        #expect(try croton.bytes(of: "d/\(name)") == croton.bytes(of: "c/\(name)"))
      }
      let larger = try croton.run(
        "generate \(model) --standalone e --memory 128K --batch-size \(batch + 1)")
      #expect(larger.status == 1)
      #expect(larger.errors.hasPrefix("Error: a context with batches of \(batch + 1) takes 1"))

      let folder = "\(croton.folder)/c"
      #expect(try Program(path: "/usr/bin/make", folder: folder).run("-s CC=cc").errors == "")
      let c = try Program(path: "\(folder)/train", folder: folder)
        .run("--data ../digits --epochs 2 --save ../c.safetensors")
      #expect(c.status == 0)
      _ = try croton.run(
        "train \(model) --batch-size \(batch) --epochs 2 --save croton.safetensors")
      #expect(try croton.bytes(of: "c.safetensors") == croton.bytes(of: "croton.safetensors"))
    }
  }

  @Test func whatDoesNotFitIsATable() throws {
    try withCroton { croton in
      // Of more images than fill half of a vector, for which Winograd's tiles are the cheapest.
      let result = try croton.run(
        "generate lenet5 --data digits --batch-size 10 --nkerns 2 3 --standalone c --memory 64K "
          + "--vector-bytes 32 --optimizer momentum")
      #expect(result.status == 1)
      #expect(
        result.errors == """
          Error: a context with batches of 10 takes 660608 bytes; expected at most 65536

          needed for                        bytes
          parameters                       119168
          optimiser's state                119232
          batch and targets                  7936
          outputs                             576
          arena                            143296  of train, most at \
          dcost_dlayer0_W_conv2d_filter_gradient_
            x_2_again_                      50176
            layer2_                         20000
            dlayer2_product_                20000
            layer0_                         18432
            dlayer0_                        18432
            dcost_dlayer0_W_partial_sums_    5120
            6 more buffers                  10968
            gaps                              168
          workspace of a thread            270336
          state of the context                 64
          together                         660608

          With --exclude use-winograd it takes 416192 bytes, still too many.

          """)
      #expect(try croton.madeFiles() == [])
    }
  }

  /// What is advised fits.
  @Test func theAdviceFits() throws {
    try withCroton { croton in
      for (options, advised) in [
        ("--batch-size 40 --memory 512K", #/--batch-size \d+/#),
        ("--batch-size 20 --memory 512K", #/--exclude use-winograd/#),
        ("--batch-size 40 --memory 300K", #/--batch-size \d+/#),
      ] {
        let command = "generate lenet5 --data digits --shuffle --nkerns 2 3 --standalone c"
        let refused = try croton.run("\(command) \(options)")
        #expect(refused.status == 1)
        let match = try #require(
          refused.errors.firstMatch(of: #/\nWith (.+) it takes (\d+) bytes, which fit\.\n$/#),
          "\(options): \(refused.errors)")
        #expect(String(match.output.1).wholeMatch(of: advised) != nil, "\(match.output.1)")
        let advice = String(match.output.1)
        let own =
          advice.contains("--batch-size")
          ? "--memory \(options.split(separator: " ").last ?? "")" : options
        let written = try croton.run("\(command) \(own) \(advice)")
        #expect(written.status == 0, "\(written.errors)")
        #expect(written.output.contains(": a context takes \(match.output.2) of "))
      }
    }
  }

  @Test func whatNeedsTheCompilerIsRefused() throws {
    try withCroton { croton in
      for (options, error) in [
        ("--blas openblas", "C that stands alone takes no BLAS; expected --blas none"),
        ("--check-bounds", "C that stands alone has no guard pages; expected no --check-bounds"),
      ] {
        let result = try croton.runTiny("generate", "--standalone c \(options)")
        #expect(result.status == 1)
        #expect(result.errors == "Error: \(error)\n")
      }
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

  /// An empty name would be the root of the file system.
  @Test func aFolderHasAName() throws {
    try withCroton { croton in
      let result = try croton.run(["generate", "softmax", "--standalone", ""])
      #expect(
        result.errors.hasPrefix("Error: --standalone has an empty name; expected a folder.\n"))
      #expect(result.status == 64)
    }
  }
}
