import Croton
import Foundation
import TestSupport
import Testing

/// A program whose head is another one than that of the parameters which it loads.
struct SavedHeadTests {
  private struct Classifier: TrainableModel {
    static let name = "same"
    var network: some Network { SoftmaxClassifier() }
  }

  private struct Regression: TrainableModel {
    static let name = "same"
    var network: some Network { LinearRegression() }
  }

  @Test func theErrorNamesTheRunAndBothHeads() throws {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "croton-head-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let examples = LabeledExamples(
      values: .floats((0..<12).map(Float.init)), labels: (0..<6).map { $0 % 2 })
    let dataset = try Dataset(
      name: "six", exampleShape: [2], target: .classes(["no", "yes"]), training: examples,
      validation: examples, test: examples)
    var trainer = Trainer(
      model: Classifier(), data: .dataset(dataset),
      options: TrainingOptions(epochs: 1, batchSize: 2), compileOptions: .testing())
    trainer.runFolder = RunFolder(path: folder)
    trainer.isQuiet = true
    try trainer.run(sink: Nowhere(), warnings: Nowhere())
    let text =
      "'\(folder)/best.safetensors' has the parameters of a network that predicts 2 classes ('no', "
      + "'yes'); this network predicts numbers"
    let error = #expect(throws: ProgramError.self) {
      try TrainedModel(Regression(), loadPath: folder)
    }
    #expect(error?.description == text)
    let other = try #require(error)
    #expect(
      ProgramError.newestRun(other).description
        == "the newest run does not fit this network: \(text); name another with --load")

    func message(
      exampleShape: [Int], _ target: Dataset.Target
    ) -> String? {
      #expect(throws: ProgramError.self) {
        try TrainedModel(
          Classifier(), loadPath: folder,
          description: ModelDescription(exampleShape: exampleShape, target: target))
      }?.description
    }
    #expect(
      message(exampleShape: [3], dataset.target)
        == "'\(folder)/best.safetensors' has the parameters for examples of shape (2,); the data "
        + "has (3,)")
    #expect(
      message(exampleShape: [2], .classes(["no", "maybe", "yes"]))
        == "'\(folder)/best.safetensors' has the parameters for 2 classes ('no', 'yes'); the data "
        + "has 3 classes ('no', 'maybe', 'yes')")
    let model = try TrainedModel(Classifier(), loadPath: folder, compileOptions: .testing())
    let numbers = LabeledExamples(values: examples.values, numbers: [1, 2, 3, 4, 5, 6])
    let otherTargets = #expect(throws: ProgramError.self) { try model.evaluation(of: numbers) }
    #expect(
      otherTargets?.description
        == "the model and the data have different kinds of targets; expected classes or numbers in "
        + "both")
  }

  @Test func aFileThatDoesNotSayWhatItIsFor() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "croton-head-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    // A header of two bytes without an array.
    try Data([2, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8)).write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: ProgramError.self) {
      try TrainedModel(Classifier(), loadPath: path)
    }
    #expect(
      error?.description
        == "'\(path)' does not describe its examples and targets; expected a file that 'train' has "
        + "saved")
  }
}
