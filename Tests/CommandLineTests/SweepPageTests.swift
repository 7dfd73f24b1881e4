import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

/// The page about a sweep, in the built program.
struct SweepPageTests {
  private static let sweep =
    "sweep softmax --data digits --batch-size 5 --epochs 2 --check-numerics --threads 1 --run s"
  private static let varied =
    "--vary learning-rate=0.1,1e30 --vary optimizer=sgd,momentum --vary seed=1,20,300"

  private func page(_ croton: Program) throws -> String {
    String(decoding: try croton.bytes(of: "s/sweep.html"), as: UTF8.self)
  }

  @Test func trialsWithAndWithoutAResult() throws {
    try withCroton { croton in
      let result = try croton.run("\(Self.sweep) \(Self.varied)")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.lines.last == "the page about the sweep is 's/sweep.html'")
      let html = try page(croton)
      #expect(html.contains("<title>softmax: report of a sweep</title>"))
      #expect(html.contains("Sweep over learning-rate, optimizer and seed in <code>s</code>"))
      #expect(html.contains("<dt>Trials finished</dt><dd>6 of 12</dd>"))
      #expect(html.contains("<dt>Failed</dt><dd>6</dd>"))
      #expect(html.contains("<dt>Data</dt><dd>digits</dd>"))
      #expect(html.contains("<dt>learning-rate</dt><dd>0.1, 1e30</dd>"))
      #expect(
        html.contains("<dd>--data digits --batch-size 5 --epochs 2 --check-numerics</dd>"))
      // Both forms of the plot have each trial, and the best one with a border.
      for style in ["finished", "halo", "leader", "failed"] {
        let lines = html.split(separator: #"class="trial \#(style)" style"#).count - 1
        #expect(lines == ["finished": 10, "failed": 12][style] ?? 2, "\(style)")
      }
      #expect(
        html.contains("<dt>Trial 7</dt><dd>Models/SoftmaxRegression.swift:31: error: train: "))
      // Nothing is looked for elsewhere.
      #expect(!html.contains("http"))
      #expect(!html.contains("<script"))
      #expect(!html.contains("{{"))

      for page in try BrowserPage.readable(html) {
        #expect(
          page.headings == [
            "softmax", "Parallel coordinates", "Trials", "Failed trials", "Varied options",
            "Configuration",
          ])
      }
    }
  }

  @Test func linksToReportsAndFolders() throws {
    try withCroton { croton in
      let sweep = "\(Self.sweep) --vary learning-rate=0.01,0.1"
      #expect(try croton.run(sweep).status == 0)
      for link in ["trial-0001/", "trial-0002/"] {
        let html = try page(croton)
        #expect(html.contains("<a href=\"\(link)\">"), "\(link)")
      }
      #expect(try croton.run("report s/trial-0001").status == 0)
      #expect(try croton.run("sweep softmax --resume s").status == 0)
      for link in ["trial-0001/report.html", "trial-0002/"] {
        let html = try page(croton)
        #expect(html.contains("<a href=\"\(link)\">"), "\(link)")
        #expect(FileManager.default.fileExists(atPath: "\(croton.folder)/s/\(link)"))
      }
    }
  }
}
