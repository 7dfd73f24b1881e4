import CommandLineTestSupport
import Foundation
import Testing

struct ConformanceTests {
  /// Runs the command on a folder with one case, whose filter has the given tie rule.
  private func run(_ gradient: String, _ options: String = "") throws -> Program.Result {
    try withCroton { croton in
      let folder = URL(filePath: croton.folder).appending(path: "vectors")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let content = """
        {"cases": [{"name": "tie", "input": {"shape": [2, 2], "data": [3, 3, 1, 2]}, "ws": [2, 2],
          "ignore_border": true, "gz": [[5]], "output": [[3]], "grad_input_theano": \(gradient)}]}
        """
      try Data(content.utf8).write(to: folder.appending(path: "ties.json"))
      return try croton.run("conformance vectors \(options)")
    }
  }

  @Test func aLineForEachFile() throws {
    let result = try run("[[5, 5], [0, 0]]")
    #expect(result.output == "ties.json  1 passed, 0 failed, 0 skipped\n")
    #expect(result.errors == "")
    #expect(result.status == 0)
  }

  @Test func aFailureHasANameAndAnExitCode() throws {
    let result = try run("[[5, 0], [0, 0]]", "--engine interpreted")
    let detail = "gradient: got element 1 as 5.0, expected 0.0"
    #expect(
      result.output == """
        ties.json  0 passed, 1 failed, 0 skipped
          failed: tie: interpreted, Double: \(detail); interpreted, Float: \(detail)

        """)
    #expect(result.status == 1)
  }

  @Test func objectsForMachines() throws {
    let result = try run("[[5, 0], [0, 0]]", "--json")
    let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    #expect((object as? [String: Any])?["success"] as? Bool == false)
    #expect(result.status == 1)
  }

  @Test func aFolderThatIsNotThere() throws {
    try withCroton { croton in
      let result = try croton.run("conformance nowhere")
      #expect(result.errors.hasPrefix("Error: cannot read the folder 'nowhere': "))
      #expect(result.status == 1)
      let digits = try croton.run("conformance digits")
      #expect(digits.errors == "Error: the folder 'digits' holds no vector file\n")
      #expect(digits.status == 1)
    }
  }
}
