import CommandLineTestSupport
import Foundation
import Testing

struct GradcheckTests {
  private static let parameters = (0..<4).flatMap { ["layer\($0).W", "layer\($0).b"] }

  @Test func aLineForEachParameter() throws {
    try withCroton { croton in
      let result = try croton.run(
        "gradcheck lenet5 --nkerns 2 3 --data digits --seed 7 --threads 1")
      #expect(result.errors == "")
      #expect(result.status == 0)
      #expect(result.lines.count == Self.parameters.count + 1)
      for (line, name) in zip(result.lines, Self.parameters) {
        #expect(line.hasPrefix("\(name)  relative error "))
      }
      #expect(result.lines.last == "seed 7, tolerance 1.0e-06")
    }
  }

  @Test func anErrorThatIsTooLargeFails() throws {
    try withCroton { croton in
      let result = try croton.run(
        "gradcheck lenet5 --nkerns 2 3 --data digits --tolerance 1e-30 --directions 1")
      #expect(result.status == 1)
      let large = result.lines.filter { $0.hasSuffix("  too large") }
      #expect(result.lines.last == "seed 23455, tolerance 1.0e-30")
      // What rounding explains is no error, so that some parameters have none.
      let parameter = try #require(large.first?.split(separator: " ").first)
      let first = try #require(result.errors.split(separator: "\n").first)
      #expect(
        first.hasPrefix(
          "Error: the gradient by '\(parameter)' differs from finite differences by a relative error "
            + "of "))
      #expect(first.hasSuffix("; expected at most 1.0e-30"))
    }
  }

  @Test(arguments: [
    ("--images 0", "0 images are not possible; expected 1 to 1000"),
    ("--images 1001", "1001 images are not possible; expected 1 to 1000"),
    ("--directions -1", "-1 directions are not possible; expected at least 1"),
    ("--tolerance -1", "a tolerance of -1.0 is not possible; expected a number of at least 0"),
    ("--tolerance nan", "a tolerance of nan is not possible; expected a number of at least 0"),
  ])
  func settingsThatMakeNoSense(option: String, words: String) throws {
    try withCroton { croton in
      let result = try croton.run("gradcheck lenet5 \(option)")
      #expect(result.status == 64)
      #expect(result.errors.hasPrefix("Error: \(words)\n"))
    }
  }
}
