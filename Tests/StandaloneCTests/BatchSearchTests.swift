import CommandLineTestSupport
import Croton
import Foundation
import Testing
import Training

@testable import StandaloneC

/// The choice of a batch size by the memory of a context.
struct BatchSearchTests {
  @Test(arguments: 0...20)
  func theLargestThatFitsIsFound(_ limit: Int) {
    var tried: [Int] = []
    let found = BatchSearch.largest(upTo: 17) { number in
      tried.append(number)
      return number <= limit
    }
    #expect(found == (limit == 0 ? nil : min(limit, 17)))
    #expect(tried.count <= 7)
    #expect(tried.allSatisfy { (1...17).contains($0) })
  }

  /// Where a larger batch takes less memory than a smaller one, what is said of the next one is true
  /// all the same.
  @Test func theNextDoesNotFit() throws {
    for fitting in 0..<1 << 9 {
      let fits = { (number: Int) in fitting >> (number - 1) & 1 == 1 }
      let found = BatchSearch.largest(upTo: 9, fits)
      if let found {
        #expect(fits(found))
        #expect(found == 9 || !fits(found + 1))
      } else {
        #expect(!fits(1) && !fits(9))
      }
    }
  }

  private func need(
    _ trainer: Trainer<LeNet5>, batchSize: Int, _ settings: StandaloneSettings
  ) throws -> Int {
    var options = trainer.options
    options.batchSize = batchSize
    let model = try StandaloneModel(trainer.model, data: trainer.data, options: options)
    return try ContextNeed(model, options: settings.compileOptions(trainer.compileOptions))
      .byteCount
  }

  @Test func noLargerBatchFits() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: LeNet5(filters: (2, 3)), data: .path("\(folder)/digits"), batchSize: 40
      ) { $0.shuffles = true }
      var settings = StandaloneSettings()
      settings.memory = try MemorySize("512K")
      let search = try BatchSearch(
        trainer.model, data: trainer.data, options: trainer.options, trains: true,
        settings: settings, compileOptions: trainer.compileOptions)
      let found = search.batchSize
      #expect(search.largest == 40)
      #expect((2..<40).contains(found))
      #expect(try need(trainer, batchSize: found, settings) <= 512 * 1024)
      #expect(try need(trainer, batchSize: found + 1, settings) > 512 * 1024)
    }
  }

  /// Without shuffling, the validation set needs a whole minibatch too.
  @Test(arguments: [(true, 50), (false, 10)])
  func noBatchIsLargerThanASet(_ shuffles: Bool, _ largest: Int) throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: SoftmaxRegression(), data: .path("\(folder)/digits"), batchSize: 600
      ) { $0.shuffles = shuffles }
      var settings = StandaloneSettings()
      settings.memory = try MemorySize("1G")
      let search = try BatchSearch(
        trainer.model, data: trainer.data, options: trainer.options, trains: true,
        settings: settings, compileOptions: trainer.compileOptions)
      #expect(search.largest == largest)
      #expect(search.batchSize == largest)
    }
  }

  /// What is said to be needed is all that `model.h` asks for: a schedule of rates has values, too.
  @Test func theNeedIsThatOfTheHeader() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: OwnNetwork(), data: .path("\(folder)/digits"), batchSize: 8
      ) {
        $0.optimizer = Adam(learningRate: LearningRate(0.01, .geometric(last: 0.001, steps: 9)))
      }
      let model = try StandaloneModel(trainer.model, data: trainer.data, options: trainer.options)
      #expect(model.values.contains { $0.role == .rateRatio })
      let functions = try StandaloneFunction.functions(of: model, options: trainer.compileOptions)
      let layout = ContextLayout(model.values, functions: functions)
      let need = try StandaloneFolder(model, options: trainer.compileOptions).need
      #expect(need.byteCount == layout.byteCount)
    }
  }

  /// A context that saves memory is smaller, and computes the same bits.
  private func checkSavingMemory<Model: TrainableModel>(
    _ trainer: Trainer<Model>, data: String, in folder: String
  ) throws -> CFolder {
    let expected = try trainer.trained(in: folder)
    let c = try CFolder(trainer, in: "\(folder)/c", memory: "1G")
    let result = try c.succeed(
      "train", ["--data", data, "--epochs", "2", "--save", "c.safetensors"])
    #expect(Recorder.timeless(result.output) == expected.lines)
    let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
    #expect(checkpoint == expected.checkpoint)
    let model = try StandaloneModel(trainer.model, data: trainer.data, options: trainer.options)
    let large = try ContextNeed(model, options: trainer.compileOptions).byteCount
    var settings = StandaloneSettings()
    settings.memory = try MemorySize("1G")
    let small = try ContextNeed(model, options: settings.compileOptions(trainer.compileOptions))
      .byteCount
    #expect(small < large)
    return c
  }

  @Test func lessMemoryChangesNoBit() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: OwnNetwork(), data: .path(data)) {
        $0.optimizer = Momentum()
      }
      _ = try checkSavingMemory(trainer, data: data, in: folder)
    }
  }

  @Test func whatIsComputedAgainIsTheSame() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: LeNet5(filters: (2, 3)), data: .path(data))
      let c = try checkSavingMemory(trainer, data: data, in: folder)
      #expect(try c.text("kernels_train.c").contains("_again_"))
    }
  }
}
