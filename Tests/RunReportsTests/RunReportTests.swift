import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

@testable import RunReports
@testable import Training

import Datasets
import Frontend
import NeuralNetworks

/// Reports of small runs, from training to page.
struct RunReportTests {
  private struct Classifier: TrainableModel {
    static let name = "classifier"

    var network: some Network {
      Dense(4, activation: .tanh)
      SoftmaxClassifier()
    }
  }

  private struct Prices: TrainableModel {
    static let name = "prices"

    var network: some Network {
      Normalize()
      Dense(4, activation: .relu)
      LinearRegression()
    }
  }

  private struct Images: TrainableModel {
    static let name = "images"

    var network: some Network {
      Conv2d(3, kernel: 5, activation: .relu)
      Flatten()
      SoftmaxClassifier()
    }
  }

  /// Trains a model and collects the report of the run.
  private func report<Model: TrainableModel>(
    _ model: Model, on data: DataSource, in folder: String
  ) throws -> RunReport {
    let options = TrainingOptions(epochs: 2, batchSize: 5, optimizer: Adam(), shuffles: true)
    var trainer = Trainer(model: model, data: data, options: options)
    trainer.isQuiet = true
    trainer.runFolder = RunFolder(path: "\(folder)/run")
    trainer.arguments = ["train", "--label", "a b"]
    try trainer.run(sink: Nowhere(), warnings: Nowhere())
    return try RunReport(
      of: RunFolder(path: "\(folder)/run"), model: model, data: data, options: options)
  }

  private func table(_ rows: [String], in folder: String) throws -> DataSource {
    try Data("size,place,answer\n\(rows.joined(separator: "\n"))\n".utf8)
      .write(to: URL(filePath: "\(folder)/table.csv"))
    return .path("\(folder)/table.csv")
  }

  @Test func aTableOfClassesHasNoPictures() throws {
    try withDigitsFolder { folder in
      let rows = (0..<60).map { "\($0 % 7),\($0 % 4),\($0 % 3 == 0 ? "<b>yes" : "no & never")" }
      let report = try report(Classifier(), on: table(rows, in: folder), in: folder)
      #expect(report.curve.validations.count == 2)
      #expect(report.measure == .errorRate)
      #expect(report.results?.misclassifications == [])
      #expect(report.results?.convolution == nil)
      #expect(!report.kernels.isEmpty)
      let times = report.kernels.map(\.medianMilliseconds)
      #expect(times == times.sorted(by: >))
      #expect(report.summary.optimizerBytes > report.summary.parameterBytes)
      let page = try report.page()
      #expect(page.contains("Confusion matrix</h2>"))
      #expect(!page.contains("Worst mistakes</h2>"))
      #expect(!page.contains("First convolution</h2>"))
      #expect(!page.contains("Targets</h2>"))
      #expect(page.contains("&lt;b&gt;yes"))
      #expect(page.contains("no &amp; never"))
      #expect(!page.contains("<b>yes"))
      #expect(page.contains("train --label &#39;a b&#39;"))
    }
  }

  @Test func aRegressionHasTargetsInPlaceOfClasses() throws {
    try withDigitsFolder { folder in
      let rows = (0..<60).map { "\($0 % 7),\($0 % 4),\(Double($0 % 7) * 1.5 + 0.25)" }
      let report = try report(Prices(), on: table(rows, in: folder), in: folder)
      #expect(report.measure == .meanSquaredError)
      let page = try report.page()
      #expect(page.contains("Targets</h2>"))
      #expect(page.contains(#"<th scope="row">answer</th>"#))
      #expect(page.contains("<figcaption>Mean squared error"))
      #expect(page.contains("<dt>Test MSE</dt>"))
      for section in ["Confusion matrix", "Classes", "Worst mistakes", "First convolution"] {
        #expect(!page.contains("\(section)</h2>"))
      }
    }
  }

  @Test func picturesOfImages() throws {
    try withDigitsFolder { folder in
      let report = try report(Images(), on: .path("\(folder)/digits"), in: folder)
      let results = try #require(report.results)
      let pictures = try #require(results.convolution)
      #expect(pictures.name == "conv2d1.W")
      #expect(pictures.filters.map(\.width) == [5, 5, 5])
      #expect(pictures.maps.map(\.width) == [24, 24, 24])
      #expect(pictures.input?.width == 28)
      // The strongest weight of all filters is black or white.
      let levels = pictures.filters.flatMap(\.bytes)
      #expect(levels.contains(0) || levels.contains(255))
      guard case .classification(let result) = results.evaluation else {
        Issue.record("no classes")
        return
      }
      #expect(result.count == 20)
      #expect(
        results.misclassifications.count == min(result.wrong, RunReport.mostMisclassifications))
      let probabilities = results.misclassifications.map(\.probability)
      #expect(probabilities == probabilities.sorted(by: >))
      #expect(results.misclassifications.allSatisfy { $0.expected != $0.predicted })
    }
  }

  @Test func aRunWithoutAValidationHasNoResults() throws {
    try withDigitsFolder { folder in
      let data = DataSource.path("\(folder)/digits")
      _ = try report(Images(), on: data, in: folder)
      let run = RunFolder(path: "\(folder)/run")
      for path in [run.bestPath, run.logPath] { try FileManager.default.removeItem(atPath: path) }
      let report = try RunReport(
        of: run, model: Images(), data: data, options: TrainingOptions(batchSize: 5))
      #expect(report.results == nil)
      #expect(report.curve.validations.isEmpty)
      let page = try report.page()
      #expect(page.contains("not finished"))
      #expect(!page.contains("Learning curves</h2>"))
      #expect(page.contains("Configuration</h2>"))
    }
  }

  @Test func aRunOfAnotherModelIsRefused() throws {
    try withDigitsFolder { folder in
      let data = DataSource.path("\(folder)/digits")
      _ = try report(Images(), on: data, in: folder)
      #expect(
        throws: RunError.otherModel(
          path: "\(folder)/run", model: "images", expected: "classifier")
      ) {
        try RunReport(of: RunFolder(path: "\(folder)/run"), model: Classifier(), data: data)
      }
    }
  }
}
