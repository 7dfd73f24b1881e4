import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// The models besides LeNet: trained and asked in a moment.
struct ModelTests {
  private static let common = "--data digits --batch-size 5"
  /// The classes of the first ten test images.
  private static let labels = "[3 0 7 4 1 8 5 2 9 6]"

  private func percent(_ text: Substring) -> Bool { text.wholeMatch(of: /\d+\.\d{6} %/) != nil }

  @Test func softmaxSaysWhatTheTutorialPrints() throws {
    try withCroton { croton in
      let result = try croton.run(
        "train softmax \(Self.common) --epochs 40 --log run.jsonl "
          + "--save softmax.safetensors")
      #expect(result.status == 0)
      let lines = result.lines
      #expect(
        lines.prefix(3) == ["... loading data", "... building the model", "... training the model"])
      #expect(
        try lines[4].wholeMatch(
          of: Regex(#"epoch 1, minibatch 10/10, validation error \d+\.\d{6} %"#)) != nil)
      let end = try RunLog(croton.bytes(of: "run.jsonl")).end
      #expect(
        lines.dropLast().last
          == "Optimization complete with best validation score of "
          + "\(RunLog.percent(end.best_validation)),with test performance \(RunLog.percent(end.test))"
      )
      #expect(
        try lines.last?.wholeMatch(
          of: Regex(#"The code run for 40 epochs, with \d+\.\d{6} epochs/sec"#))
          != nil)
      #expect(
        try result.errors.prefixMatch(of: Regex(#"The code for file softmax ran for \d+\.\ds\n"#))
          != nil)

      let prediction = try croton.run("predict softmax --data digits")
      #expect(prediction.errors == "")
      #expect(
        prediction.output
          == "Predicted values for the first 10 examples in test set:\n\(Self.labels)\n")
      let three = try croton.run(
        "predict softmax --data digits --count 3 --load softmax.safetensors")
      #expect(three.lines == ["Predicted values for the first 3 examples in test set:", "[3 0 7]"])
    }
  }

  @Test func perceptronSaysWhatTheTutorialPrints() throws {
    try withCroton { croton in
      let result = try croton.run(
        "train mlp \(Self.common) --hidden 30 --epochs 60 --learning-rate 0.05 --log run.jsonl")
      #expect(result.status == 0)
      let end = try RunLog(croton.bytes(of: "run.jsonl")).end
      #expect(
        result.lines.last
          == "Optimization complete. Best validation score of \(RunLog.percent(end.best_validation)) "
          + "obtained at iteration \(end.best_iteration), with test performance "
          + RunLog.percent(end.test))
      #expect(
        try result.errors.prefixMatch(of: Regex(#"The code for file mlp ran for \d+\.\d\dm\n"#))
          != nil)
      let prediction = try croton.run("predict mlp --hidden 30 --data digits")
      #expect(prediction.lines.last == Self.labels)
    }
  }

  @Test(arguments: ["softmax", "mlp --hidden 7 --activation sigmoid", "lenet5 --nkerns 2 3"])
  func everythingCanBeDone(model: String) throws {
    try withCroton { croton in
      for command in [
        "generate \(model) \(Self.common) --output c", "compile \(model) \(Self.common)",
        "train \(model) \(Self.common) --epochs 2 --save best.safetensors",
        "predict \(model) --data digits --load best.safetensors",
        "bench \(model) \(Self.common) --steps 2 --json",
      ] {
        let result = try croton.run(command)
        #expect(result.status == 0, "\(command): \(result.errors)")
      }
    }
  }

  @Test(arguments: [
    (
      "sgd --schedule inverse-time --schedule-decay 0.01",
      #""sgd","learning_rate":0.1,"schedule":"inverse-time""#
    ),
    (
      "momentum --momentum 0.5 --schedule step --schedule-factor 0.5 --schedule-steps 7",
      #""momentum","learning_rate":0.01,"schedule":"step""#
    ),
    (
      "nesterov --schedule exponential --schedule-factor 0.99 --schedule-steps 1",
      #""nesterov","learning_rate":0.01,"schedule":"exponential""#
    ),
    ("rmsprop --l1 0.001", #""rmsprop","learning_rate":0.001,"schedule":"constant""#),
    (
      "adam --learning-rate 0.002 --schedule cosine --schedule-steps 20",
      #""adam","learning_rate":0.002,"schedule":"cosine""#
    ),
    (
      "adamw --weight-decay 0.1",
      #""adamw","learning_rate":0.001,"schedule":"constant","weight_decay":0.1"#
    ),
  ])
  func optimizers(options: String, logged: String) throws {
    try withCroton { croton in
      let result = try croton.runTiny(
        "train", "--epochs 2 --log run.jsonl --optimizer \(options)")
      #expect(result.status == 0, "\(result.errors)")
      let log = String(decoding: try croton.bytes(of: "run.jsonl"), as: UTF8.self)
      #expect(log.contains(#""optimizer":\#(logged)"#), "\(log.prefix { $0 != "\n" })")
    }
  }

  @Test func whatPredictCannotUse() throws {
    try withCroton { croton in
      func errors(_ arguments: String) throws -> String {
        let result = try croton.run("predict \(arguments) --data digits")
        #expect(result.status == 1)
        #expect(result.output == "")
        return result.errors
      }
      #expect(
        try errors("softmax")
          == "Error: there is no run of softmax in 'runs'; expected one, or the name of a file or "
          + "folder\n")
      #expect(
        try errors("softmax --load none.safetensors")
          == "Error: cannot open 'none.safetensors': No such file or directory\n")
      #expect(try croton.run("train mlp \(Self.common) --hidden 5 --epochs 1 --run a").status == 0)
      #expect(
        try errors("softmax --load a")
          == "Error: 'a/best.safetensors' has the parameters of mlp; expected those of softmax\n")
      #expect(
        try errors("mlp --hidden 6 --load a/best.safetensors")
          == "Error: 'a/best.safetensors' has the parameter 'hidden.W' in shape (784, 5); "
          + "expected (784, 6)\n")
      try Checkpoint(arrays: [], metadata: [:]).write(to: "\(croton.folder)/empty.safetensors")
      #expect(
        try errors("softmax --load empty.safetensors")
          == "Error: 'empty.safetensors' has no parameter 'softmax.W'; expected one of shape "
          + "(784, 10)\n")
    }
  }

  @Test(arguments: [
    ("predict softmax --count 0", "--count is 0; expected at least 1.", "predict softmax"),
    ("train mlp --hidden 0", "--hidden is 0; expected 1 to 10000.", "train mlp"),
  ])
  func errors(arguments: String, message: String, command: String) throws {
    try withCroton { croton in
      let result = try croton.run(arguments)
      #expect(
        result.errors == """
          Error: \(message)
          Usage: croton \(command) [options]
            See 'croton \(command) --help' for more information.

          """)
      #expect(result.status == 64)
    }
  }
}
