import Foundation
import TestSupport
import Testing

/// A command that is run again and again in folders that are equal, with another fault each time.
struct FaultedCommand: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let arguments: String
  /// Whether what it compiles is in the cache.
  var cacheIsFilled = true
  /// What goes on with the run that the command has begun.
  var resumption: String?

  private static let softmax = "softmax --data digits --batch-size 5"

  /// What makes the folder that all of them are run in.
  static let preparation = [
    "compile \(softmax)", "train \(softmax) --epochs 2 --keep 5 --tensorboard --run a",
    "export softmax --load a --npz e.npz", "predict softmax --load a --data digits",
    "evaluate softmax --load a --data digits",
  ]

  /// The folder of the run that a command begins.
  static let run = "b"

  /// All commands in a soak, and otherwise one.
  static func sample(using generator: inout some RandomNumberGenerator) -> [FaultedCommand] {
    Soak.isOn ? all : [all.randomElement(using: &generator)].compactMap { $0 }
  }

  /// `CROTON_FAULTED_COMMANDS` in the environment names some of them, separated by semicolons.
  static let all = {
    guard let names = ProcessInfo.processInfo.environment["CROTON_FAULTED_COMMANDS"] else {
      return every
    }
    return every.filter { names.split(separator: ";").contains(Substring($0.testDescription)) }
  }()

  private static let every = [
    FaultedCommand(
      testDescription: "train",
      arguments: "train \(softmax) --epochs 2 --keep 3 --tensorboard --run \(run) --log l.jsonl "
        + "--save s.safetensors",
      resumption: "train softmax --resume \(run) --log l.jsonl --tensorboard --save s.safetensors"),
    FaultedCommand(
      testDescription: "train, compiling", arguments: "train \(softmax) --epochs 1 --run \(run)",
      cacheIsFilled: false, resumption: "train softmax --resume \(run)"),
    FaultedCommand(
      testDescription: "train --resume", arguments: "train softmax --resume a --epochs 4"),
    FaultedCommand(
      testDescription: "compile", arguments: "compile \(softmax)", cacheIsFilled: false),
    FaultedCommand(
      testDescription: "compile what is in the cache", arguments: "compile \(softmax)"),
    FaultedCommand(testDescription: "generate", arguments: "generate \(softmax) --output c"),
    FaultedCommand(
      testDescription: "generate --standalone",
      arguments: "generate \(softmax) --standalone c"),
    FaultedCommand(
      testDescription: "export",
      arguments: "export softmax --load a --npz x.npz --safetensors x.safetensors --csv x"),
    FaultedCommand(
      testDescription: "import", arguments: "import softmax e.npz --save i.safetensors"),
    FaultedCommand(testDescription: "report", arguments: "report a"),
    FaultedCommand(
      testDescription: "predict", arguments: "predict softmax --load a --data digits"),
    FaultedCommand(
      testDescription: "evaluate", arguments: "evaluate softmax --load a --data digits"),
  ]
}
