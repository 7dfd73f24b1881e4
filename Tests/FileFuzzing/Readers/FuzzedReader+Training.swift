import Benchmarking
import Datasets
import Foundation
import Training

extension FuzzedReader {
  /// Checkpoints, files of parameters, and what is in the folders of runs and of sweeps.
  static let training: [FuzzedReader] = [
    FuzzedReader(
      "checkpoint", SafetensorsFormat(), memory: MemoryBound(fixed: 1 << 20, multiple: 200)
    ) { bytes, folder in
      let path = folder.write(bytes, to: "last")
      let file = try CheckpointFile(path: path)
      for entry in file.entries { _ = try file.array(named: entry.name) }
      _ = TrainingState(metadata: file.metadata)
      _ = ModelDescription(metadata: file.metadata)?.exampleSize
      _ = try ParameterFile(path: path)
    },
    FuzzedReader(
      "parameters", ZipFormat(content: NumPyFormat()),
      memory: MemoryBound(fixed: 2 << 20, multiple: 4 * 1032)
    ) {
      _ = try ParameterFile(path: $1.write($0, to: "parameters.npz"))
    },
    FuzzedReader(
      "config",
      .json([
        "model", "started", "arguments", "croton", "algorithms", "machine", "graph_sha256",
        "epochs",
        "batch_size", "seed", "learning_rate",
      ]), memory: .json
    ) {
      _ = $1.write($0, to: "config.json")
      _ = try RunConfiguration(of: RunFolder(path: $1.path))
    },
    FuzzedReader(
      "log",
      .json([
        "event", "epoch", "iteration", "error", "training_cost", "seconds", "train_ms_per_step",
        "interrupted", "failed", "training_examples", "batch_size", "sha256", "start", "validation",
        "test", "end", "hash", "resume",
      ]), memory: .json
    ) { bytes, folder in
      let path = folder.write(bytes, to: "log.jsonl")
      let run = RunFolder(path: folder.path)
      _ = try LoggedLines(path: path, upTo: 10).seconds
      _ = TrialResult(of: run)
      var notes: [String] = []
      _ = try LearningCurve(of: run) { notes.append("\($0)") }.csv
      _ = try RunVerification(of: run)
      _ = try LearningCurve(of: run)
    },
    FuzzedReader(
      "sweep", .json(["model", "arguments", "plan", "options", "trials"]), memory: .json
    ) {
      _ = $1.write($0, to: "sweep.json")
      _ = try SweepFolder(path: $1.path).contents(of: "softmax")
    },
    FuzzedReader(
      "network", .json(["latency_us", "gigabits_per_second", "name", "source"]), memory: .json
    ) {
      _ = try Interconnect(named: $1.write($0, to: "network.json"))
    },
  ]
}

extension MemoryBound {
  /// Of JSON, which Foundation keeps as a map of the text beside what is made of it.
  static let json = MemoryBound(fixed: 1 << 20, multiple: 400)
}
