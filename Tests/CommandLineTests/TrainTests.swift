import CommandLineTestSupport
import Croton
import Foundation
import Testing

struct TrainTests {
  /// A cost that is NaN or infinite ends the run, and the parameters before it stay.
  @Test func aRunThatDivergesFails() throws {
    try withCroton { croton in
      let start = "train mlp --data digits --batch-size 5 --epochs 3 --run r --quiet"
      let result = try croton.run("\(start) --learning-rate 1e25")
      #expect(
        result.errors.contains(
          /(?m)^Error: training diverged in epoch 1, step \d+: .* is -?(inf|nan); a smaller learning rate may help$/
        ), "\(result.errors)")
      #expect(result.status == 3)
      #expect(!FileManager.default.fileExists(atPath: "\(croton.folder)/r/last.safetensors"))
    }
  }

  @Test func aPipeGetsTheTutorialsLines() throws {
    try withCroton { croton in
      let result = try croton.runTiny("train", "--epochs 11 --log run.jsonl")
      #expect(result.status == 0)
      let log = try RunLog(croton.bytes(of: "run.jsonl"))
      var expected = ["... loading data", "... building the model", "... training"]
      expected.append("training @ iter =  0")
      for measurement in log.measurements {
        let place = "epoch \(measurement.epoch), minibatch \(measurement.minibatch)/10"
        let percent = RunLog.percent(measurement.error)
        if measurement.event == "validation" {
          // The hundredth step is the first of the eleventh epoch.
          if measurement.epoch == 11 { expected.append("training @ iter =  100") }
          let cost = String(format: "%f", try #require(measurement.training_cost))
          expected.append("\(place), training cost \(cost)")
          expected.append("\(place), validation error \(percent)")
        } else {
          expected.append("     \(place), test error of best model \(percent)")
        }
      }
      let end = log.end
      expected.append("Optimization complete.")
      expected.append(
        "Best validation score of \(RunLog.percent(end.best_validation)) obtained at iteration "
          + "\(end.best_iteration), with test performance \(RunLog.percent(end.test))")
      #expect(result.output == expected.map { "\($0)\n" }.joined())
      let time = try Regex(#"The code for file lenet5 ran for \d+\.\d\dm\n"#)
      #expect(result.errors.prefixMatch(of: time) != nil, "\(result.errors)")
    }
  }

  @Test func quietRunsPrintResultsAlone() throws {
    try withCroton { croton in
      let result = try croton.runTiny("train", "--batch-size 8 --epochs 1 --quiet")
      #expect(result.status == 0)
      #expect(result.errors == "")
      #expect(result.lines.count == 5)
      #expect(result.lines[0].hasPrefix("epoch 1, minibatch 6/6, training cost "))
      #expect(result.lines[4].hasPrefix("Best validation score of "))
    }
  }

  @Test func trainingSaysWhatItLeavesOut() throws {
    try withCroton { croton in
      let result = try croton.run(
        "train lenet5 --data digits --batch-size 8 --nkerns 2 3 --epochs 1")
      #expect(result.status == 0, "\(result.errors)")
      // 50 images train and 10 validate: six minibatches of eight, and two for the validation.
      #expect(
        result.errors.hasPrefix(
          "note: the last 2 of 50 training examples fill no minibatch of 8 and are left out\n"))
      #expect(result.lines.contains { $0.hasPrefix("epoch 1, minibatch 6/6, validation error ") })
    }
  }

  @Test func theLogIsOfJSONLines() throws {
    try withCroton { croton in
      _ = try croton.runTiny("train", "--epochs 2 --threads 1 --log run.jsonl")
      let lines = String(decoding: try croton.bytes(of: "run.jsonl"), as: UTF8.self)
        .split(separator: "\n")
      let number = #"\d+(\.\d+)?"#
      func measurement(_ event: String, _ cost: String = "") -> String {
        #"\{"event":"\#(event)","epoch":1,"minibatch":10,"iteration":10,"error":\#(number),"#
          + cost + #""seconds":\#(number)\}"#
      }
      let patterns = [
        #"\{"event":"start","model":"lenet5","data":"digits","training_examples":50,"#
          + #""validation_examples":10,"test_examples":20,"epochs":2,"batch_size":5,"optimizer":"sgd",""#
          + #"learning_rate":0\.1,"schedule":"constant","weight_decay":0,"l1":0,"l2":0,"#
          + #""optimizer_settings":\{\},"seed":23455,"shuffles":false,"patience":10000,"patience_increase":2,"#
          + #""improvement_threshold":0\.995,"threads":1,"exact":false,"blas":"none",""#
          + #"precision":"single","bf16_instruction":(true|false),"#
          + #""excluded_passes":\[\],"#
          + #""arguments":\["train","lenet5","--data","digits".*\]\}"#,
        measurement("validation", #""training_cost":\#(number),"#), measurement("test"),
      ]
      for (line, pattern) in zip(lines, patterns) {
        #expect(try line.wholeMatch(of: Regex(pattern)) != nil, "\(line)")
      }
      let end =
        #"\{"event":"end","best_validation":\#(number),"best_iteration":\d+,"test":\#(number),"#
        + #""seconds":\#(number),"train_ms_per_step":\#(number)\}"#
      #expect(try lines.last?.wholeMatch(of: Regex(end)) != nil, "\(lines.last ?? "")")
    }
  }

  @Test func theLogHasTheNumbersOfTheOptimizer() throws {
    try withCroton { croton in
      _ = try croton.runTiny(
        "train",
        "--epochs 1 --log run.jsonl --optimizer momentum --schedule step "
          + "--schedule-factor 0.5 --schedule-steps 20")
      let log = String(decoding: try croton.bytes(of: "run.jsonl"), as: UTF8.self)
      #expect(
        log.contains(#""optimizer_settings":{"every":20,"factor":0.5,"momentum":0.9},"#),
        "\(log.prefix(600))")
    }
  }

  @Test func theSavedParametersAreTheBest() throws {
    try withCroton { croton in
      _ = try croton.runTiny(
        "train", "--epochs 30 --learning-rate 0.3 --save best.safetensors --log run.jsonl")
      let log = try RunLog(croton.bytes(of: "run.jsonl"))
      // Training went on after the best, so that saving the last parameters would be noticed.
      #expect(log.end.best_iteration < 300)

      var options = TrainingOptions()
      options.batchSize = TinyDigits.batchSize
      // Other initial parameters than those that were trained.
      options.seed = 1
      let program = try ModelProgram(
        LeNet5(filters: (2, 3)), dataset: DataSource.path("\(croton.folder)/digits").load(),
        options: options)
      let checkpoint = try Checkpoint(path: "\(croton.folder)/best.safetensors")
      #expect(checkpoint.metadata["model"] == "lenet5")
      #expect(checkpoint.metadata["example_shape"] == "[1,28,28]")
      #expect(
        checkpoint.arrays.map(\.name)
          == (0...3).reversed().flatMap { ["layer\($0).W", "layer\($0).b"] }.sorted())
      for parameter in program.expressions.parameters {
        let array = try #require(checkpoint.arrays.first { $0.name == parameter.name })
        let scalars = array.bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        try parameter.set(NDArray(shape: Shape(array.shape), scalars: scalars))
      }
      let compiled = try program.compile(
        options: CompileOptions(cacheDirectory: SharedCache.folder))
      func mean(_ batches: Int, _ error: (Int) throws -> Double) throws -> Double {
        try (0..<batches).map(error).reduce(0, +) / Double(batches)
      }
      let validationError = try mean(program.batches.validation.count, compiled.validationError)
      let testError = try mean(program.batches.test.count, compiled.testError)
      #expect(abs(validationError - log.end.best_validation) < 1e-12)
      #expect(abs(testError - log.end.test) < 1e-12)
    }
  }

  @Test func theSameSeedAndThreadsMakeTheSameFile() throws {
    try withCroton { croton in
      for (name, options) in [
        ("first", "--seed 7"), ("second", "--seed 7"), ("other", "--seed 8"),
      ] {
        let result = try croton.runTiny(
          "train", "--epochs 3 --threads 2 \(options) --save \(name).safetensors")
        #expect(result.status == 0, "\(result.errors)")
      }
      let first = try croton.bytes(of: "first.safetensors")
      #expect(try croton.bytes(of: "second.safetensors") == first)
      #expect(try croton.bytes(of: "other.safetensors") != first)
    }
  }

  @Test func theDataIsAFolderAGzippedFolderOrAPickle() throws {
    try withCroton { croton in
      try FileManager.default.copyItem(
        atPath: "\(croton.folder)/digits", toPath: "\(croton.folder)/gzipped")
      let gzip = Program(path: "/usr/bin/gzip", folder: "\(croton.folder)/gzipped")
      let names = try FileManager.default.contentsOfDirectory(atPath: gzip.folder)
        .filter { $0.hasSuffix("-ubyte") }
      #expect(try gzip.run(names).status == 0)
      let pickle = Bundle.module.bundleURL.appending(path: "Fixtures/digits.pkl.gz").path

      var saved: [Data] = []
      var arrays: [[CheckpointArray]] = []
      for data in ["digits", "gzipped", pickle] {
        let result = try croton.runTiny(
          "train", "--epochs 2 --data \(data) --save best.safetensors")
        #expect(result.status == 0, "\(data): \(result.errors)")
        saved.append(try croton.bytes(of: "best.safetensors"))
        arrays.append(try Checkpoint(path: "\(croton.folder)/best.safetensors").arrays)
      }
      // The images are the same, and so is what is learnt from them. The pickle's pixels are floats,
      // which the metadata say.
      #expect(saved[1] == saved[0])
      #expect(arrays[2] == arrays[0])
    }
  }
}
