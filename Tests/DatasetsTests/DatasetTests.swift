import Testing

@testable import Datasets

struct DatasetTests {
  @Test func greyLevelsAreDividedBy256() {
    let pixels = ExampleValues.bytes([0, 1, 128, 255])
    #expect(pixels.floats == [0, 0.00390625, 0.5, 0.99609375])
    #expect(pixels.count == 4)
    #expect(ExampleValues.bytes([]).floats.isEmpty)
  }

  @Test func floatsStayAsTheyAre() {
    let pixels = ExampleValues.floats([-1, 0.1, 300])
    #expect(pixels.floats == [-1, 0.1, 300])
    #expect(pixels.count == 3)
  }

  @Test func theFirstPixelsAreOfTheSameKind() {
    #expect(ExampleValues.bytes([1, 2, 3]).prefix(2) == .bytes([1, 2]))
    #expect(ExampleValues.bytes([1, 2, 3]).prefix(9) == .bytes([1, 2, 3]))
    #expect(ExampleValues.floats([1, 2, 3]).prefix(1) == .floats([1]))
  }

  @Test func acceptsSplitsThatFit() throws {
    let images = LabeledExamples(values: .floats([1, 2, 3, 4, 5, 6]), labels: [0, 2])
    let dataset = try Dataset(
      name: "dots", exampleShape: [3, 1, 1], classes: 3, training: images, validation: images,
      test: images)
    #expect(dataset.validation.count == 2)
  }

  @Test(arguments: [
    (
      LabeledExamples(values: .bytes([]), labels: []),
      "dots, the validation examples: expected at least one example, got none"
    ),
    (
      LabeledExamples(values: .bytes([1, 2, 3]), labels: [0, 0]),
      "dots, the validation examples: expected the values of 2 examples of 1 x 1 x 2,"
        + " got 3 values"
    ),
    (
      LabeledExamples(values: .bytes([1, 2, 3, 4]), labels: [0, 3]),
      "dots, row 1 of the validation labels: expected a label from 0 to 2, got 3"
    ),
    (
      LabeledExamples(values: .bytes([1, 2]), labels: [-1]),
      "dots, row 0 of the validation labels: expected a label from 0 to 2, got -1"
    ),
  ])
  func refusesSplitsThatDoNotFit(validation: LabeledExamples, expected: String) {
    let good = LabeledExamples(values: .bytes([1, 2]), labels: [0])
    #expect(
      message {
        try Dataset(
          name: "dots", exampleShape: [1, 1, 2], classes: 3, training: good,
          validation: validation, test: good)
      } == expected)
  }

  @Test func refusesTargetsOfAnotherKind() {
    let labels = LabeledExamples(values: .bytes([1, 2]), labels: [0])
    let numbers = LabeledExamples(values: .bytes([1, 2]), numbers: [0.5])
    #expect(
      message {
        try Dataset(
          name: "dots", exampleShape: [2], target: .classes(["no", "yes"]), training: numbers,
          validation: labels, test: labels)
      } == "dots, the training examples: expected classes as targets, got numbers")
    #expect(
      message {
        try Dataset(
          name: "dots", exampleShape: [2], target: .numbers(["size"]), training: numbers,
          validation: numbers, test: labels)
      } == "dots, the test examples: expected numbers as targets, got classes")
    let three = LabeledExamples(values: .bytes([1, 2]), numbers: [0.5, 1, 2], size: 2)
    #expect(
      message {
        try Dataset(
          name: "dots", exampleShape: [2], target: .numbers(["width", "height"]), training: three,
          validation: three, test: three)
      }
        == "dots, the training examples: expected 2 numbers for each of 1 examples, got 3 numbers")
  }

  @Test func onlyImagesMakeAContactSheet() throws {
    let examples = LabeledExamples(values: .bytes([1, 2]), labels: [0])
    let dataset = try Dataset(
      name: "dots", exampleShape: [2, 1, 1], classes: 3, training: examples, validation: examples,
      test: examples)
    #expect(
      message { try ContactSheet(of: dataset) }
        == "dots: expected images of one or three channels, got examples of 2 x 1 x 1 values")
  }
}
