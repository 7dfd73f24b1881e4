import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

/// `croton report`: a page about a run.
struct ReportTests {
  private func withRun(_ body: (Program) throws -> Void) throws {
    try withCroton { croton in
      let trained = try croton.runTiny("train", "--epochs 3 --run runs/first --quiet")
      #expect(trained.status == 0, "\(trained.errors)")
      try body(croton)
    }
  }

  private static let sections = [
    "Learning curves", "Confusion matrix", "Classes", "Worst mistakes", "First convolution",
    "Network", "Kernels of a training step", "Memory of a training step", "Time", "Configuration",
    "Machine", "Command",
  ]

  @Test func aPageOfTheNewestRun() throws {
    try withRun { croton in
      let result = try croton.run("report")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output == "runs/first/report.html\n")
      let page = String(decoding: try croton.bytes(of: "runs/first/report.html"), as: UTF8.self)
      #expect(page.contains("<title>lenet5: report of a training run</title>"))
      for section in Self.sections { #expect(page.contains(">\(section)</h2>"), "\(section)") }
      // Two filters, each with its map, and the image.
      #expect(page.contains("The 2 filters of <code>layer0.W</code>"))
      #expect(page.contains(#"alt="feature map 2""#))
      #expect(page.contains(#"alt="the first test image""#))
      #expect(page.contains("<dt>Data</dt><dd>digits"))
      #expect(page.contains("<dt>Minibatch</dt><dd>5</dd>"))
      #expect(page.contains("train lenet5 --data digits"))
      #expect(page.contains("<code>layer0.W"))
      // Nothing is looked for elsewhere.
      #expect(!page.contains("http"))
      #expect(!page.contains("<script"))
      #expect(!page.contains("{{"))
      // A rate beside a peak that was measured at another time can be any number.
      #expect(!page.contains("of peak"))
    }
  }

  @Test func inABrowser() throws {
    try withRun { croton in
      let result = try croton.run("report runs/first --output page.html")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output == "page.html\n")
      #expect(try croton.madeFiles() == ["page.html", "runs"])
      let html = String(decoding: try croton.bytes(of: "page.html"), as: UTF8.self)
      for page in try BrowserPage.readable(html) {
        #expect(page.headings == ["lenet5"] + Self.sections)
        #expect(page.cutTables == [])
        #expect(page.brokenPictures == 0)
        #expect(page.namelessPictures == 0)
      }
    }
  }

  @Test func damagedLinesOfTheLogAreSkipped() throws {
    try withRun { croton in
      let log = "\(croton.folder)/runs/first/log.jsonl"
      let lines = String(decoding: try croton.bytes(of: "runs/first/log.jsonl"), as: UTF8.self)
        .split(separator: "\n")
      // What a run that is killed leaves is nothing to speak of.
      try Data((lines.dropLast().joined(separator: "\n") + "\n{\"event\":\"en").utf8)
        .write(to: URL(filePath: log))
      let killed = try croton.run("report")
      #expect(killed.status == 0)
      #expect(killed.errors == "")
      let whole = String(decoding: try croton.bytes(of: "runs/first/report.html"), as: UTF8.self)
      #expect(!whole.contains(#"<p class="note">"#))

      try Data(([lines[0], "<damage>"] + lines.dropFirst(2)).joined(separator: "\n").utf8)
        .write(to: URL(filePath: log))
      let result = try croton.run("report")
      #expect(result.status == 0)
      let note =
        "'runs/first/log.jsonl', line 2: expected a JSON object of an event, as 'train' writes it; "
        + "the line is skipped"
      #expect(result.errors == "note: \(note)\n")
      #expect(result.output == "runs/first/report.html\n")
      let page = String(decoding: try croton.bytes(of: "runs/first/report.html"), as: UTF8.self)
      let text = note.replacing("'", with: "&#39;")
      #expect(page.contains("<p class=\"note\">\(text)</p>"))
      #expect(page.contains("Learning curves</h2>"))
    }
  }

  @Test(arguments: [
    ("report none", "Error: 'none' is not the folder of a run: it has no readable config.json\n"),
    (
      "report",
      "Error: there is no run in 'runs'; expected one, or the name of a file or folder\n"
    ),
    (
      "report other",
      "Error: 'other' is a run of my-net, which is no model of croton; expected softmax, mlp, "
        + "lenet5, lenet5-1998, fast-mnist, simplechains-lenet5, or the program of that model.\n"
    ),
  ])
  func errors(command: String, message: String) throws {
    try withCroton { croton in
      let other = "\(croton.folder)/other"
      try FileManager.default.createDirectory(
        atPath: other, withIntermediateDirectories: false)
      try Data(#"{"model": "my-net", "started": "", "arguments": []}"#.utf8)
        .write(to: URL(filePath: "\(other)/config.json"))
      let result = try croton.run(command)
      #expect(result.status != 0)
      #expect(result.errors == message)
    }
  }
}
