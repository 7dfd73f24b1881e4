import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// `croton summary`, and the summary that a program makes itself.
struct SummaryTests {
  private struct Network: TrainableModel {
    var network: some Croton.Network {
      Conv2d(2, kernel: 5, activation: .tanh)
      MaxPool2d(2)
      Flatten()
      BatchNorm()
      SoftmaxClassifier()
    }
  }

  private func summary(
    of model: some TrainableModel, _ optimizer: any Optimizer
  ) throws -> ModelSummary {
    try withDigitsFolder { folder in
      let dataset = try DataSource.path("\(folder)/digits").load()
      let options = TrainingOptions(batchSize: TinyDigits.batchSize, optimizer: optimizer)
      return try ModelSummary(ModelProgram(model, dataset: dataset, options: options))
    }
  }

  @Test func layersAndTotals() throws {
    let summary = try summary(of: Network(), Adam())
    #expect(
      summary.layers.map(\.name)
        == ["conv2d1", "maxPool2d1", "flatten1", "batchNorm1", "softmaxClassifier1"])
    #expect(
      summary.layers.map(\.output) == [[2, 24, 24], [2, 12, 12], [288], [288], [10]])
    #expect(summary.layers.map(\.parameters) == [52, 0, 0, 576, 2890])
    #expect(summary.parameters == 3518)
    #expect(summary.statistics == 576)
    // 2 * 24 * 24 * 25 products of the convolution, and 288 * 10 of the head.
    #expect(summary.forwardOperations == 2 * (2 * 24 * 24 * 25 + 2880))
    #expect(summary.stepOperations > 2 * 5 * summary.forwardOperations)
    #expect(summary.parameterBytes == 4 * 3518)
    // Two moments of each parameter, and the number of steps.
    #expect(summary.optimizerBytes == 2 * 4 * 3518 + 8)
    #expect(summary.arenaBytes > 0)
    #expect(summary.batchSize == 5)
  }

  @Test func theTable() throws {
    let summary = try summary(of: Network(), SGD())
    let lines = summary.description.split(separator: "\n").map(String.init)
    #expect(
      lines.dropLast(1) == [
        "layer               kind               output       parameters",
        "conv2d1             Conv2d             (2, 24, 24)          52",
        "maxPool2d1          MaxPool2d          (2, 12, 12)           0",
        "flatten1            Flatten            (288,)                0",
        "batchNorm1          BatchNorm          (288,)              576",
        "softmaxClassifier1  SoftmaxClassifier  (10,)              2890",
        "parameters     3518, and 576 statistics",
        "forward pass   63.4 kFLOP an example",
        "training step  662 kFLOP for a minibatch of 5",
      ])
    let memory =
      #/memory         \d.* [kM]B arena, 14\.1 kB parameters, 0 B optimiser state/#
    #expect(lines.last?.wholeMatch(of: memory) != nil, "\(lines.last ?? "")")
  }

  @Test func ofExpressionsThereAreTheParameters() throws {
    try withCroton { croton in
      let result = try croton.runTiny("summary")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors == "")
      #expect(
        result.lines.prefix(5) == [
          "layer   parameters", "layer0          52", "layer1         153", "layer2       24500",
          "layer3        5010",
        ])
    }
  }

  @Test func json() throws {
    try withCroton { croton in
      let result = try croton.runTiny("summary", "--json --optimizer momentum")
      #expect(result.status == 0, "\(result.errors)")
      let summary = try #require(
        try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
      #expect(summary["parameters"] as? Int == 29_715)
      #expect(summary["optimizer_bytes"] as? Int == 4 * 29_715)
      #expect(summary["batch_size"] as? Int == 5)
      #expect((summary["layers"] as? [[String: Any]])?.count == 4)
    }
  }
}
