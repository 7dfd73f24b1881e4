import CommandLineTestSupport
import Croton
import Foundation
import TestSupport
import Testing
import Training

@testable import StandaloneC

/// C targets of SwiftPM, and their names.
struct ModuleTests {
  private func folder<Model: TrainableModel>(
    of trainer: Trainer<Model>, weights: String? = nil, trains: Bool = true
  ) throws -> StandaloneFolder {
    let model = try StandaloneModel(
      trainer.model, data: trainer.data, options: trainer.options, weights: weights,
      trains: trains)
    return try target(model)
  }

  private func target(_ model: StandaloneModel) throws -> StandaloneFolder {
    var settings = StandaloneSettings()
    settings.module = try ModuleName("CNet")
    settings.prefix = try SymbolPrefix("net")
    return try StandaloneFolder(model, settings: settings)
  }

  /// The time of the last change of each file.
  private func times(_ paths: [String]) throws -> [String: Date] {
    try Dictionary(
      uniqueKeysWithValues: paths.map { path in
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (path, try #require(attributes[.modificationDate] as? Date))
      })
  }

  /// The first pixels as the logits of the classes.
  private struct NothingToLearn: TrainableModel {
    func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
      let scores = batch.images.flatten(2).split([10, batch.exampleSize - 10], axis: 1)[0]
      let probabilities = scores.softmax()
      return ModelExpressions(
        cost: -scores.logSoftmax().gathered(byLabel: batch.labels).mean(),
        probabilities: probabilities, predictions: probabilities.argmax(axis: 1), parameters: [])
    }
  }

  @Test func aModelHasParameters() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: NothingToLearn(), data: .path("\(folder)/digits"))
      let error = #expect(throws: StandaloneError.self) {
        try self.folder(of: trainer, trains: false)
      }
      #expect(
        error?.description == "\"nothing-to-learn\" has no parameters; expected at least one")
    }
  }

  @Test func aTargetHasSourcesAndAPublicHeader() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits"))
      let names = try self.folder(of: trainer, trains: false).files.map(\.name)
      // The example in Examples/Digits tells SwiftPM of each.
      #expect(
        names.sorted() == [
          "checkpoint.c", "croton.h", "croton_fma.h", "croton_functions.h", "croton_math.h",
          "croton_vector.h", "header.c", "header.h", "include/model.h",
          "include/module.modulemap", "internal.h", "json.c", "json.h", "kernels.h",
          "kernels_predict.c", "model.c", "parameters.c", "random.c", "random.h",
        ])
      let map = try self.folder(of: trainer).files.first { $0.name.hasSuffix(".modulemap") }
      #expect(
        try #require(map).text == """
          // The interface of the network as a module, so that Swift can import it.
          module CNet {
            header "model.h"
            link "m"
            export *
          }

          """)
    }
  }

  @Test func filesAreWrittenWhenTheyChange() throws {
    try withDigitsFolder { folder in
      var trainer = try Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits"))
      let c = "\(folder)/c"
      let paths = try self.folder(of: trainer).write(to: c)
      // A time that no writing of today gives a file.
      let past = Date(timeIntervalSince1970: 1_000_000_000)
      for path in paths {
        try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: path)
      }
      #expect(try self.folder(of: trainer).write(to: c) == paths)
      #expect(try times(paths).values.allSatisfy { $0 == past })
      trainer.options.seed = 5
      try self.folder(of: trainer).write(to: c)
      let changed = try times(paths).filter { $0.value != past }.keys.sorted()
      #expect(changed == ["\(c)/include/model.h"])
      // Without training, two files have gone.
      let fewer = try self.folder(of: trainer, trains: false).write(to: c)
      #expect(
        Set(try FileManager.default.subpathsOfDirectory(atPath: c).map { "\(c)/\($0)" })
          == Set(fewer + ["\(c)/include"]))
      #expect(
        Set(paths).subtracting(fewer) == ["\(c)/kernels_train.c", "\(c)/kernels_evaluate.c"])
    }
  }

  @Test func programsAreNoTarget() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: SoftmaxRegression(), data: .path("\(folder)/digits"))
      let c = try CFolder(trainer, in: "\(folder)/c", make: nil)
      let before = try FileManager.default.subpathsOfDirectory(atPath: c.path).sorted()
      let target = try self.folder(of: trainer)
      #expect(throws: StandaloneError.programs(folder: c.path)) { try target.write(to: c.path) }
      #expect(try FileManager.default.subpathsOfDirectory(atPath: c.path).sorted() == before)
      #expect(
        "\(StandaloneError.programs(folder: "c"))"
          == "the folder \"c\" has the C of a network with its programs, which SwiftPM would compile "
          + "too; expected an empty folder, or one of a C target")
    }
  }

  private func checkWithoutData<Model: TrainableModel>(
    _ trainer: Trainer<Model>, in folder: String
  ) throws {
    _ = try trainer.trained(in: folder)
    let path = "\(folder)/in-process.safetensors"
    let expected = try self.folder(of: trainer, weights: path, trains: false)
    let model = try StandaloneModel(trainer.model, trainedAs: path, options: trainer.options)
    let made = try target(#require(model))
    #expect(made.files.map(\.name) == expected.files.map(\.name))
    for (made, expected) in zip(made.files, expected.files) {
      #expect(made.text == expected.text, "\(made.name)")
    }
  }

  @Test func aFileOfParametersIsEnough() throws {
    try withDigitsFolder { folder in
      try checkWithoutData(
        Trainer(testing: OwnNetwork(), data: .path("\(folder)/digits")), in: folder)
      try checkWithoutData(
        Trainer(testing: OwnRegression(), data: .dataset(.numbers()), batchSize: 10), in: folder)
    }
  }

  @Test(arguments: ["CNet", "C_net2", "_c", String(repeating: "a", count: 100)])
  func anIdentifierIsAModule(_ text: String) throws {
    #expect(try ModuleName(text).text == text)
  }

  /// The words are those that the compilers refuse.
  @Test func everyKeywordIsRefused() throws {
    let compiler = try InstalledProgram("swiftc").url.path
    try withDigitsFolder { folder in
      for word in ModuleName.swiftKeywords.sorted() + ["int", "module", "open", "async"] {
        let isKeyword = ModuleName.swiftKeywords.contains(word)
        let path = "\(folder)/\(word).swift"
        try "import \(word)\n".write(toFile: path, atomically: true, encoding: .utf8)
        let parsed = try Program(path: compiler, folder: folder)
          .run(["-frontend", "-parse", path])
        #expect((parsed.status != 0) == isKeyword, "\(word)")
      }
    }
    for word in ModuleName.swiftKeywords.union(ModuleName.moduleMapKeywords).sorted() {
      #expect(throws: StandaloneError.module(word)) { try ModuleName(word) }
    }
  }

  @Test(arguments: [
    "", "1net", "a-b", "a b", "a.b", "naïve", "a\"", "a\n", "module", "class",
    String(repeating: "a", count: 101),
  ])
  func whatIsNoIdentifierIsRefused(_ text: String) {
    #expect(throws: StandaloneError.module(text)) { try ModuleName(text) }
  }
}
