import Croton
import Foundation
import TestSupport
import Testing

/// Event files of small runs, as TensorBoard's own reader sees them.
@Suite struct TensorBoardLogTests {
  private struct Convolution: TrainableModel {
    var network: some Network {
      Conv2d(3, kernel: 2, activation: .tanh)
      Flatten()
      SoftmaxClassifier()
    }
  }

  private struct Line: TrainableModel {
    var network: some Network {
      LinearRegression()
    }
  }

  /// A line of the run's other log.
  private struct LogLine: Decodable {
    let event: String
    let iteration: Int?
    let error: Double?
    let trainingCost: Double?
  }

  /// What a run leaves in a folder.
  private struct Run {
    let result: TrainingResult
    let eventFile: String
    let log: [LogLine]
    let best: Checkpoint

    init<Model: TrainableModel>(_ trainer: Trainer<Model>, in folder: String) throws {
      var trainer = trainer
      trainer.compileOptions = .testing()
      trainer.tensorBoardPath = "\(folder)/events"
      trainer.logPath = "\(folder)/log.jsonl"
      trainer.savePath = "\(folder)/best.safetensors"
      result = try trainer.run(sink: Nowhere(), warnings: Nowhere())
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/events")
      try #require(files.count == 1)
      eventFile = "\(folder)/events/\(files[0])"
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      log = try String(contentsOfFile: "\(folder)/log.jsonl", encoding: .utf8).split(
        separator: "\n"
      )
      .map { try decoder.decode(LogLine.self, from: Data($0.utf8)) }
      best = try Checkpoint(path: "\(folder)/best.safetensors")
    }

    /// A number of each line of an event, by iteration.
    func points(
      _ event: String, _ number: (LogLine) -> Double?
    ) throws -> [TensorBoardReader.Scalar] {
      try log.filter { $0.event == event }.map {
        .init(step: try #require($0.iteration), value: try #require(number($0)))
      }
    }

    func parameter(_ name: String) throws -> [Float] {
      let array = try #require(best.arrays.first { $0.name == name })
      return array.bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }
  }

  private func withRun<Model: TrainableModel>(
    of model: Model, on dataset: Dataset, options: TrainingOptions, _ body: (Run) throws -> Void
  ) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let trainer = Trainer(model: model, data: .dataset(dataset), options: options)
    try body(Run(trainer, in: folder))
  }

  private func withConvolution(_ body: (Run) throws -> Void) throws {
    let optimizer = SGD(learningRate: LearningRate(0.5, .inverseTime(decay: 0.5)))
    try withRun(
      of: Convolution(), on: smallDigits(training: 60, validation: 20, test: 20),
      options: TrainingOptions(epochs: 4, batchSize: 20, optimizer: optimizer, shuffles: true),
      body)
  }

  @Test func curves() throws {
    try withConvolution { run in
      let scalars = try TensorBoardReader(run.eventFile).scalars
      #expect(
        scalars.keys.sorted() == [
          "error/test", "error/validation", "learning_rate", "loss/training",
          "time/milliseconds_per_step",
        ])
      #expect(try scalars["loss/training"] == run.points("validation", \.trainingCost))
      #expect(try scalars["error/validation"] == run.points("validation", \.error))
      #expect(try scalars["error/test"] == run.points("test", \.error))
      let rates = [3, 6, 9, 12].map { iteration -> TensorBoardReader.Scalar in
        let before = Double(iteration - 1)
        return .init(step: iteration, value: 0.5 / (1 + 0.5 * before))
      }
      #expect(scalars["learning_rate"] == rates)
      let times = try #require(scalars["time/milliseconds_per_step"])
      #expect(times.map(\.step) == [3, 6, 9, 12])
      #expect(times.allSatisfy { $0.value > 0 })
    }
  }

  @Test func parametersAndFilters() throws {
    try withConvolution { run in
      let read = try TensorBoardReader(run.eventFile)
      let names = run.best.arrays.map(\.name).filter {
        $0.hasPrefix("conv") || $0.hasPrefix("soft")
      }
      #expect(names.count == 4)
      #expect(read.histograms.keys.sorted() == names.map { "parameters/\($0)" }.sorted())
      let best = try #require(run.result.best?.iteration)
      for name in names {
        let histograms = try #require(read.histograms["parameters/\(name)"])
        #expect(histograms.map(\.step) == [3, 6, 9, 12])
        let histogram = try #require(histograms.first { $0.step == best })
        let values = try run.parameter(name).map(Double.init)
        #expect(histogram.minimum == values.min())
        #expect(histogram.maximum == values.max())
        #expect(histogram.count == Double(values.count))
        #expect(histogram.counts.reduce(0, +) == Double(values.count))
        #expect(abs(histogram.sum - values.reduce(0, +)) < 1e-12)
        #expect(abs(histogram.sumOfSquares - values.reduce(0) { $0 + $1 * $1 }) < 1e-12)
      }
      let filters = try #require(names.first)
      #expect(read.images.keys.sorted() == ["filters/\(filters)"])
      let images = try #require(read.images["filters/\(filters)"])
      #expect(images.map(\.step) == [3, 6, 9, 12])
      let image = try #require(images.first { $0.step == best })
      // Two rows of two filters of 2x2 pixels, with two pixels between.
      #expect(image.width == 6)
      #expect(image.height == 6)
      let picture = try Image(fileContents: Array(image.png), format: nil)
      #expect(picture.format == .grey)
      let weights = try run.parameter(filters)
      let greatest = try #require(weights.map(abs).max())
      let level = weights.map { UInt8(127.5 + 127.5 * ($0 / greatest)) }
      let white: [UInt8] = [255, 255]
      func line(_ left: Int, _ right: Int?) -> [UInt8] {
        level[left...left + 1] + white + (right.map { Array(level[$0...$0 + 1]) } ?? white)
      }
      let blank = white + white + white
      let lines = [line(0, 4), line(2, 6), blank, blank, line(8, nil), line(10, nil)]
      #expect(picture.bytes == Array(lines.joined()))
    }
  }

  @Test func aRegressionHasItsMeasure() throws {
    func examples(_ numbers: Range<Int>) -> LabeledExamples {
      LabeledExamples(
        values: .floats(numbers.map { Float($0) / 60 }), numbers: numbers.map { Float($0) / 20 })
    }
    let dataset = try Dataset(
      name: "line", exampleShape: [1], target: .numbers(["y"]), training: examples(0..<40),
      validation: examples(40..<50), test: examples(50..<60))
    try withRun(
      of: Line(), on: dataset,
      options: TrainingOptions(epochs: 2, batchSize: 10, shuffles: true)
    ) { run in
      let read = try TensorBoardReader(run.eventFile)
      #expect(
        try read.scalars["mean_squared_error/validation"] == run.points("validation", \.error))
      #expect(try read.scalars["mean_squared_error/test"] == run.points("test", \.error))
      #expect(read.images.isEmpty)
    }
  }

  /// A run that is killed leaves a file that ends anywhere.
  @Test func everyWholeEventOfACutFileIsRead() throws {
    try withConvolution { run in
      let file = Array(try Data(contentsOf: URL(fileURLWithPath: run.eventFile)))
      var ends: [Int] = []
      while (ends.last ?? 0) < file.count {
        let start = ends.last ?? 0
        let length = file[start..<start + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
        ends.append(start + 8 + 4 + length + 4)
      }
      #expect(ends.last == file.count)
      var generator = SeededGenerator.announced()
      let random = (0..<100).map { _ in Int.random(in: 0...file.count, using: &generator) }
      let lengths = random + ends + ends.map { $0 - 1 } + [0]
      let cuts = try TensorBoardReader(run.eventFile, lengths: lengths).cuts
      #expect(cuts.map(\.length) == lengths)
      for cut in cuts {
        #expect(cut.isBeginning, "cut to \(cut.length)")
        #expect(cut.events == ends.count { $0 <= cut.length }, "cut to \(cut.length)")
      }
    }
  }

  @Test func aRunThatDoesNotBeginLeavesNothing() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-tests-\(UUID().uuidString)").path
    var trainer = Trainer(model: Convolution(), data: .path("\(folder)/missing"))
    trainer.tensorBoardPath = folder
    #expect(throws: (any Error).self) {
      try trainer.run(sink: Nowhere(), warnings: Nowhere())
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  #if os(Linux)
    @Test func aFolderThatCannotBeMade() throws {
      var trainer = Trainer(
        model: Convolution(),
        data: .dataset(try smallDigits(training: 60, validation: 20, test: 20)),
        options: TrainingOptions(epochs: 1, batchSize: 20), compileOptions: .testing())
      trainer.tensorBoardPath = "/dev/null/events"
      let error = #expect(throws: TrainingError.self) {
        try trainer.run(sink: Nowhere(), warnings: Nowhere())
      }
      #expect(error?.description == "cannot create '/dev/null/events': Not a directory")
    }
  #endif
}
