import Testing

@testable import Datasets

struct ImageDatasetTests {
  @Test func greyLevelsAreDividedBy256() {
    let pixels = Pixels.bytes([0, 1, 128, 255])
    #expect(pixels.floats == [0, 0.00390625, 0.5, 0.99609375])
    #expect(pixels.count == 4)
    #expect(Pixels.bytes([]).floats.isEmpty)
  }

  @Test func floatsStayAsTheyAre() {
    let pixels = Pixels.floats([-1, 0.1, 300])
    #expect(pixels.floats == [-1, 0.1, 300])
    #expect(pixels.count == 3)
  }

  @Test func theFirstPixelsAreOfTheSameKind() {
    #expect(Pixels.bytes([1, 2, 3]).prefix(2) == .bytes([1, 2]))
    #expect(Pixels.bytes([1, 2, 3]).prefix(9) == .bytes([1, 2, 3]))
    #expect(Pixels.floats([1, 2, 3]).prefix(1) == .floats([1]))
  }

  @Test func acceptsSplitsThatFit() throws {
    let images = LabeledImages(pixels: .floats([1, 2, 3, 4, 5, 6]), labels: [0, 2])
    let dataset = try ImageDataset(
      name: "dots", imageShape: [3, 1, 1], classes: 3, training: images, validation: images,
      test: images)
    #expect(dataset.validation.count == 2)
  }

  @Test(arguments: [
    (
      LabeledImages(pixels: .bytes([]), labels: []),
      "dots, the validation images: expected at least one image, got none"
    ),
    (
      LabeledImages(pixels: .bytes([1, 2, 3]), labels: [0, 0]),
      "dots, the validation images: expected the pixels of 2 images of 1 x 1 x 2,"
        + " got 3 pixels"
    ),
    (
      LabeledImages(pixels: .bytes([1, 2, 3, 4]), labels: [0, 3]),
      "dots, row 1 of the validation labels: expected a label from 0 to 2, got 3"
    ),
    (
      LabeledImages(pixels: .bytes([1, 2]), labels: [-1]),
      "dots, row 0 of the validation labels: expected a label from 0 to 2, got -1"
    ),
  ])
  func refusesSplitsThatDoNotFit(validation: LabeledImages, expected: String) {
    let good = LabeledImages(pixels: .bytes([1, 2]), labels: [0])
    #expect(
      message {
        try ImageDataset(
          name: "dots", imageShape: [1, 1, 2], classes: 3, training: good,
          validation: validation, test: good)
      } == expected)
  }
}
