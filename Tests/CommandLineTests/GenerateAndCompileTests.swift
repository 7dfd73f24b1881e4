import CommandLineTestSupport
import Foundation
import Testing

struct GenerateAndCompileTests {
  @Test func theGeneratedFilesCompileByHand() throws {
    try withCroton { croton in
      let result = try croton.runTiny("generate", "--output c")
      #expect(result.errors == "")
      #expect(result.status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/c").sorted()
      #expect(result.lines.sorted() == names.map { "c/\($0)" })
      let sources = names.filter { $0.hasSuffix(".c") }
      #expect(sources == ["test.c", "train.c", "validate.c"])
      for source in sources {
        let compiler = Program(path: "/usr/bin/cc", folder: "\(croton.folder)/c")
        let compilation = try compiler.run(
          [
            "-std=c11", "-O1", "-march=native", "-fopenmp", "-Wall", "-Wextra", "-Werror", "-c",
            source,
          ])
        #expect(compilation.status == 0, "\(source): \(compilation.errors)")
      }
    }
  }

  @Test func theFolderHasADefault() throws {
    try withCroton { croton in
      let result = try croton.runTiny("generate")
      #expect(result.lines.contains("Generated/lenet5/kernels/train.c"))
      #expect(try croton.madeFiles() == ["Generated"])
    }
  }

  @Test func aGeneratedFileIsTheSameEveryTime() throws {
    try withCroton { croton in
      _ = try croton.runTiny("generate", "--output first")
      _ = try croton.runTiny("generate", "--output second")
      for name in ["train.c", "validate.c", "test.c"] {
        let first = try croton.bytes(of: "first/\(name)")
        #expect(try croton.bytes(of: "second/\(name)") == first)
      }
    }
  }

  @Test func theSecondCompilationIsInTheCache() throws {
    try withCroton { croton in
      let croton = croton.withOwnCache
      for how in ["compiled", "was in the cache"] {
        let result = try croton.runTiny("compile")
        #expect(result.errors == "")
        #expect(result.status == 0)
        #expect(result.lines.count == 3)
        for (line, function) in zip(result.lines, ["train", "validate", "test"]) {
          let pattern = try Regex(
            #"\#(function): \#(how), \d+\.\d{3} s, \#(croton.folder)/cache/croton/[0-9a-f]+"#)
          #expect(line.wholeMatch(of: pattern) != nil, "\(line)")
        }
      }
    }
  }
}
