import Benchmarking
import Compiler
import Datasets
import ImageFiles
import Training

/// Everything that is known about a run: how it was trained, what its best parameters do on the
/// test set, and what its training step costs on this machine.
///
///     let report = try RunReport(
///       of: RunFolder(path: "runs/first"), model: LeNet5(), data: .embeddedMNIST)
///     try report.page().write(toFile: "report.html", atomically: true, encoding: .utf8)
public struct RunReport: Sendable {
  /// The folder of the run.
  public let folder: RunFolder
  /// The model, the settings and the machine of the run.
  public let configuration: RunConfiguration
  /// The errors and costs over the epochs.
  public let curve: LearningCurve
  /// The damaged lines of the log, of which the curve has nothing.
  public let skippedLines: [TrainingError]
  /// The measure of the errors.
  public let measure: Measure
  /// The layers, and the arithmetic and memory of a training step.
  public let summary: ModelSummary
  /// The kernels of a training step, the slowest first, measured on this machine.
  public let kernels: [KernelTime]
  /// What the best parameters do on the test set; `nil` for a run without a validation so far.
  public let results: Results?

  /// The most skipped lines that are named.
  private static let mostNotes = 5

  /// What is missing, in the words that a user reads.
  public var notes: [String] {
    let others = skippedLines.count - Self.mostNotes
    return skippedLines.prefix(Self.mostNotes).map { "\($0); the line is skipped" }
      + (others > 0 ? ["\(others) more damaged lines of the log are skipped"] : [])
  }

  /// What the best parameters of a run do on the test set.
  public struct Results: Sendable {
    /// The errors, by class or by target.
    public let evaluation: Evaluation
    /// The misclassified images of which the model was surest; empty where examples are no images.
    public let misclassifications: [Misclassification]
    /// The first convolution over the first test image; `nil` for a model without one.
    public let convolution: ConvolutionPictures?
  }

  /// A misclassified image.
  public struct Misclassification: Sendable, Equatable {
    /// The number of the example in the test set, counted from 0.
    public let example: Int
    /// The image.
    public let image: Image
    /// The class of the example, and the class that was predicted, counted from 0.
    public let expected: Int, predicted: Int
    /// The probability of the class that was predicted.
    public let probability: Double
  }
}
