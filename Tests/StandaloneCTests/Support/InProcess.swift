import CommandLineTestSupport
import Croton
import Foundation
import Training

/// What a training in this process has printed.
final class Recorder: ConsoleSink {
  private(set) var text = ""
  var terminalColumns: Int? { nil }
  func write(_ text: String) { self.text += text }

  /// The lines without what differs from run to run.
  static func timeless(_ text: String) -> [String] {
    text.split(separator: "\n").map {
      String($0).replacing(/[0-9.]+ (s|epochs\/sec)$/, with: "TIME")
    }
  }
}

extension Trainer {
  /// A trainer of two epochs, with as many options as a test needs.
  init(
    testing model: Model, data: DataSource, batchSize: Int = TinyDigits.batchSize,
    change: (inout TrainingOptions) -> Void = { _ in }
  ) throws {
    var options = Model.defaults
    options.epochs = 2
    options.batchSize = batchSize
    change(&options)
    self.init(
      model: model, data: data, options: options,
      compileOptions: CompileOptions(threads: 2, cacheDirectory: SharedCache.folder))
  }

  /// The lines of a training in this process, and the checkpoint that it saves.
  func trained(in folder: String) throws -> (lines: [String], checkpoint: Data) {
    var trainer = self
    let path = "\(folder)/in-process.safetensors"
    trainer.savePath = path
    let recorder = Recorder()
    try trainer.run(sink: recorder, warnings: Recorder())
    return (
      Recorder.timeless(recorder.text), try Data(contentsOf: URL(fileURLWithPath: path))
    )
  }
}
