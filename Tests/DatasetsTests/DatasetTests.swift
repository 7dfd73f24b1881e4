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
}
