import Croton
import Foundation
import Testing

/// The network of the article about images of one's own, in which it is a program.
private struct MyNet: TrainableModel {
  var network: some Network {
    Normalize()
    RandomFlip()
    Conv2d(32, kernel: 3, padding: .same, activation: .relu)
    MaxPool2d(2)
    Conv2d(64, kernel: 3, padding: .same, activation: .relu)
    MaxPool2d(2)
    Flatten()
    Dropout(0.5)
    Dense(128, activation: .relu)
    SoftmaxClassifier()
  }
}

@Suite struct OwnImagesTutorialTests {
  @Test func theNetworkTrains() throws {
    var random = try RandomState(seed: 1)
    func examples(_ count: Int) throws -> LabeledExamples {
      LabeledExamples(
        values: .floats(try random.randomSample(count: count * 3 * 16 * 16).map { Float($0) }),
        labels: (0..<Int32(count)).map { $0 % 3 })
    }
    let dataset = try Dataset(
      name: "flowers", exampleShape: [3, 16, 16], target: .classes(["daisy", "rose", "tulip"]),
      training: examples(30), validation: examples(3), test: examples(3))
    var options = MyNet.defaults
    options.batchSize = 10
    let program = try ModelProgram(MyNet(), dataset: dataset, options: options)
    var compiled = try program.compile(options: .testing())
    compiled.startEpoch(1)
    let first = try compiled.trainStep(minibatch: 0)
    #expect(first.isFinite)
  }

  @Test func isTheOneInTheArticle() throws {
    let here = URL(fileURLWithPath: #filePath)
    let root = here.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let article = try String(
      contentsOf: root.appendingPathComponent("Sources/Croton/Croton.docc/OwnImages.md"),
      encoding: .utf8)
    let code = try String(contentsOf: here, encoding: .utf8)
    let match = try #require(
      code.firstMatch(of: #/(?s)private struct MyNet: TrainableModel (.*?\n})\n/#))
    #expect(article.contains("@main struct MyNet: CrotonApp \(match.1)\n```"))
  }
}
