import Foundation
import Testing

@testable import Datasets

/// How the examples of a source become three sets.
struct DatasetSplitTests {
  /// Examples of one value, their number; a third of class 0, the others of class 1.
  private func contents(_ count: Int, test: Int = 0) -> DatasetContents {
    func examples(_ numbers: Range<Int>) -> LabeledExamples {
      LabeledExamples(
        values: .floats(numbers.map(Float.init)), labels: numbers.map { $0 % 3 == 0 ? 0 : 1 })
    }
    return DatasetContents(
      name: "numbers", form: "made here", exampleShape: [1], target: .classes(["third", "other"]),
      training: examples(0..<count), test: test == 0 ? nil : examples(count..<count + test))
  }

  private func numbers(_ examples: LabeledExamples) -> [Int] {
    examples.values.floats.map { Int($0) }
  }

  @Test func whatASourceHasNotIsDrawn() throws {
    let dataset = try DatasetSplit().dataset(of: contents(300))
    let parts = [dataset.training, dataset.validation, dataset.test].map(numbers)
    #expect(parts.map(\.count) == [243, 27, 30])
    #expect(parts.flatMap { $0 }.sorted() == Array(0..<300))
    for part in parts {
      #expect(part == part.sorted())
      #expect(part.count { $0 % 3 == 0 } * 3 == part.count)
    }
    #expect(try DatasetSplit().dataset(of: contents(300)) == dataset)
    #expect(try DatasetSplit(seed: 1).dataset(of: contents(300)) != dataset)
  }

  @Test func whatASourceHasStays() throws {
    let dataset = try DatasetSplit(validation: 0.5).dataset(of: contents(30, test: 6))
    #expect(numbers(dataset.test) == Array(30..<36))
    #expect(dataset.validation.count == 15)
    #expect(dataset.validation.labels.count { $0 == 0 } == 5)
  }

  /// Everything outside the test set trains, the source's own validation set included.
  @Test func theTestSetCanValidate() throws {
    var own = contents(30, test: 6)
    own.validation = own.test
    own.test = contents(36, test: 4).test
    let split = DatasetSplit(method: .testAsValidation)
    let dataset = try split.dataset(of: own)
    #expect(numbers(dataset.training) == Array(0..<36))
    #expect(numbers(dataset.validation) == Array(36..<40))
    #expect(dataset.test == dataset.validation)
    // A tenth is drawn where the source has none.
    let drawn = try split.dataset(of: contents(30))
    #expect([drawn.training, drawn.validation, drawn.test].map(\.count) == [27, 3, 3])
    #expect(drawn.test == drawn.validation)
  }

  @Test func fractionsAreOfAllExamples() throws {
    let split = DatasetSplit(method: .fractions(training: 0.5, validation: 0.2, test: 0.3))
    let dataset = try split.dataset(of: contents(50, test: 10))
    #expect([dataset.training, dataset.validation, dataset.test].map(\.count) == [30, 12, 18])
  }

  @Test func numbersAreDrawnToo() throws {
    let contents = DatasetContents(
      name: "line", form: "made here", exampleShape: [1], target: .numbers(["y"]),
      training: LabeledExamples(
        values: .floats((0..<100).map(Float.init)), numbers: (0..<100).map { 2 * Float($0) }))
    let dataset = try DatasetSplit().dataset(of: contents)
    #expect(dataset.test.count == 10)
    #expect(dataset.classes == 0)
    guard case .numbers(let targets) = dataset.test.targets else { return }
    #expect(targets == dataset.test.values.floats.map { 2 * $0 })
  }

  @Test func oneExampleIsTooFew() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/split.txt"
      try write(Array("test\n".utf8), to: path)
      #expect(
        message { try DatasetSplit(method: .file(path)).dataset(of: contents(1)) }
          == "numbers: the training set would be empty: there is only one example")
    }
  }

  @Test(arguments: [
    (
      "training\nvalidation\ntest\nfest\n",
      "4: expected training, validation or test, got 'fest'; did you mean 'test'?"
    ),
    (
      "training\ntest\ntest\nlearning\n", "4: expected training, validation or test, got 'learning'"
    ),
    ("training\nvalidation\ntest\n", "expected 4 lines, one for each example, got 3"),
    ("training\nvalidation\nvalidation\ntraining", ""),
  ])
  func aFileHasALineForEachExample(text: String, problem: String) throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/split.txt"
      try write(Array(text.utf8), to: path)
      let found = message { try DatasetSplit(method: .file(path)).dataset(of: contents(4)) }
      switch problem.first {
      case nil:
        #expect(
          found
            == "numbers: the test set would be empty: there are only 4 examples")
      case "4": #expect(found == "\(path):\(problem)")
      default: #expect(found == "\(path): \(problem)")
      }
    }
  }
}
