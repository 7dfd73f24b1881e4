import CommandLineTestSupport
import Testing

struct FindRateTests {
  @Test func ratesAreTriedAndNothingIsSaved() throws {
    try withCroton { croton in
      let result = try croton.run("train softmax --data digits --batch-size 5 --find-rate")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors == "")
      let lines = result.lines
      #expect(lines.first == "learning rate      loss")
      #expect(lines.count > 20)
      let line = /\s+\d\.\de-\d\d\s+\d+\.\d{4}\s+\*/
      #expect(try line.wholeMatch(in: lines[1]) != nil, "\(lines[1])")
      #expect(
        try /the loss falls fastest at ([0-9.e-]+): 'croton train softmax --learning-rate \1'/
          .wholeMatch(in: lines.last ?? "") != nil, "\(lines.last ?? "")")
      #expect(try croton.madeFiles() == [])
    }
  }

  @Test(arguments: [
    "--run a", "--resume a", "--keep 2", "--tensorboard", "--save a.safetensors", "--log a.jsonl",
  ])
  func optionsOfARunAreRefused(option: String) throws {
    try withCroton { croton in
      let result = try croton.run("train softmax --data digits --find-rate \(option)")
      let name = option.split(separator: " ")[0]
      #expect(
        result.errors.hasPrefix(
          "Error: \(name) and --find-rate exclude each other: --find-rate saves nothing.\n"),
        "\(result.errors)")
      #expect(result.status == 64)
      #expect(try croton.madeFiles() == [])
    }
  }
}
