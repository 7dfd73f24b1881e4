import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// What a trained model says: `evaluate`, and `predict` for files.
struct EvaluateTests {
  private struct Report: Decodable {
    let set: String
    let examples: Int
    let wrong: Int
    let error: Double
    let classes: [String]
    let confusion_matrix: [[Int]]
  }

  private struct Predictions: Decodable {
    struct Entry: Decodable {
      let file: String
      let `class`: Int
      let name: String
      let probability: Double
      let probabilities: [Double]
    }
    let predictions: [Entry]
  }

  private func withTrained(_ body: (Program) throws -> Void) throws {
    try withCroton { croton in
      let trained = try croton.run(
        "train fast-mnist --data digits --batch-size 5 --epochs 8 --log run.jsonl "
          + "--save fast-mnist.safetensors")
      #expect(trained.status == 0, "\(trained.errors)")
      try body(croton)
    }
  }

  @Test func theTestErrorIsThatOfTraining() throws {
    try withTrained { croton in
      let end = try RunLog(croton.bytes(of: "run.jsonl")).end
      let json = try croton.run("evaluate fast-mnist --data digits --json")
      #expect(json.status == 0, "\(json.errors)")
      let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
      #expect(report.set == "test")
      #expect(report.examples == 20)
      #expect(report.error == end.test)
      #expect(report.confusion_matrix.flatMap { $0 }.reduce(0, +) == 20)
      #expect(report.classes == (0..<10).map(String.init))

      let text = try croton.run("evaluate fast-mnist --data digits --set validation")
      #expect(text.lines.first?.hasPrefix("validation set: 10 examples, ") == true)
      #expect(text.lines.contains { $0.hasPrefix("class  examples") })
    }
  }

  @Test func notesAboutTheDataArePrinted() throws {
    try withTrained { croton in
      let measured = try croton.run("evaluate fast-mnist --data digits --label y")
      #expect(measured.status == 0)
      #expect(
        measured.errors.contains(
          "note: digits: --label is an option of tables, and changes nothing in IDX files\n"),
        "\(measured.errors)")
    }
  }

  /// The newest run, which is used where none is named, may be one of another network.
  @Test func theNewestRunMayHaveAnotherNetwork() throws {
    try withCroton { croton in
      let trained = try croton.run(
        "train mlp --data digits --batch-size 5 --epochs 1 --hidden 6 --quiet")
      #expect(trained.status == 0, "\(trained.errors)")
      try FileManager.default.createDirectory(
        atPath: "\(croton.folder)/pictures/a", withIntermediateDirectories: true)
      try Image(width: 28, height: 28, format: .grey, bytes: [UInt8](repeating: 9, count: 784))
        .writePNG(to: "\(croton.folder)/pictures/a/1.png")
      for command in ["predict mlp pictures", "predict mlp", "evaluate mlp"] {
        let other = try croton.run("\(command) --hidden 7")
        let text = other.errors.replacing(/mlp-[0-9-]+/, with: "mlp-DATE")
        #expect(
          text
            == "Error: the newest run does not fit this network: 'runs/mlp-DATE/best.safetensors' has "
            + "the parameter 'hidden.W' in shape (784, 6); expected (784, 7); name another with "
            + "--load\n")
        #expect(other.status == 1)
      }
      let asked = try croton.run("predict mlp pictures")
      #expect(asked.lines.first?.hasPrefix("pictures/a/1.png  ") == true, "\(asked.errors)")
    }
  }

  /// No example of the training is in the test set of an evaluation.
  @Test func theSplitOfTheTrainingIsRepeated() throws {
    try withCroton { croton in
      let trained = try croton.run(
        "train fast-mnist --data digits --split 0.4,0.2,0.4 --batch-size 5 --epochs 2 "
          + "--log run.jsonl")
      #expect(trained.status == 0, "\(trained.errors)")
      let end = try RunLog(croton.bytes(of: "run.jsonl")).end
      let json = try croton.run("evaluate fast-mnist --data digits --json")
      let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
      #expect(report.examples == 30)
      #expect(abs(report.error - end.test) < 1e-12)
      let other = try croton.run("evaluate fast-mnist --data digits --split 0.8,0.1,0.1 --json")
      #expect(
        try JSONDecoder().decode(Report.self, from: Data(other.output.utf8)).examples == 10)
    }
  }

  @Test func picturesHaveClasses() throws {
    try withTrained { croton in
      let digits = try DataSource.path("\(croton.folder)/digits").load()
      for image in 0..<3 {
        guard case .bytes(let levels) = digits.test.values else { return }
        try Image(
          width: 28, height: 28, format: .grey,
          bytes: Array(levels[image * 784..<(image + 1) * 784])
        ).writePNG(to: "\(croton.folder)/\(image).png")
      }
      let json = try croton.run("predict fast-mnist 0.png 1.png 2.png --json")
      #expect(json.status == 0, "\(json.errors)")
      let found = try JSONDecoder().decode(Predictions.self, from: Data(json.output.utf8))
      let known = try croton.run("predict fast-mnist --data digits --count 3 --json")
      let expected = try JSONDecoder().decode(Predictions.self, from: Data(known.output.utf8))
      #expect(found.predictions.map(\.class) == expected.predictions.map(\.class))
      #expect(expected.predictions.map(\.file) == (0..<3).map { "test example \($0)" })
      for (image, entry) in found.predictions.enumerated() {
        #expect(entry.file == "\(image).png")
        #expect(entry.name == "\(entry.class)")
        #expect(abs(entry.probabilities.reduce(0, +) - 1) < 1e-5)
        #expect(entry.probability == entry.probabilities.max())
      }
      // A picture is brought to the size of the digits.
      try Image(path: "\(croton.folder)/0.png").resized(width: 56, height: 56)
        .writePNG(to: "\(croton.folder)/large.png")
      #expect(try croton.run("predict fast-mnist large.png").status == 0)
      let text = try croton.run("predict fast-mnist 0.png")
      #expect(text.lines.first?.hasPrefix("0.png  \(found.predictions[0].class)  ") == true)
    }
  }

  @Test func whatCannotBeAskedIsSaid() throws {
    try withTrained { croton in
      try Data("no picture".utf8).write(to: URL(fileURLWithPath: "\(croton.folder)/note.txt"))
      for (arguments, message) in [
        ("predict fast-mnist note.txt", "Error: note.txt: this is neither a PNG nor a JPEG\n"),
        ("predict fast-mnist none.png", "Error: none.png: no such file\n"),
        (
          "evaluate lenet5 --data digits --load fast-mnist.safetensors",
          "Error: 'fast-mnist.safetensors' has the parameters of fast-mnist; "
            + "expected those of lenet5\n"
        ),
      ] {
        let result = try croton.run(arguments)
        let note = /note: the newest run of fast-mnist is in 'runs\/fast-mnist-[0-9-]+'\n/
        #expect(result.errors.replacing(note, with: "") == message)
        #expect(result.status == 1)
      }
    }
  }
}
