import Testing

@testable import Datasets

struct EmbeddedMNISTTests {
  // The CRC-32 of the files whose published MD5 ORIGIN.md gives.
  @Test(arguments: [
    (IDXPart.trainingImages, 47_040_016, UInt(0xe9f4_d8b3)),
    (.trainingLabels, 60_008, 0xe0cb_4ad2),
    (.testImages, 7_840_016, 0x9137_3bdf),
    (.testLabels, 10_008, 0x4ab9_eff9),
  ])
  func isThePublishedFile(part: IDXPart, size: Int, crc: UInt) throws {
    let content = try ContentReader.embeddedMNIST(part)
    let bytes = try content.bytes(size, purpose: "the file")
    try content.expectEnd()
    #expect(checksum(bytes) == crc)
  }

  @Test func isSplitAsInTheTutorials() throws {
    let dataset = try DataSource.embeddedMNIST.load()
    #expect(dataset.name == "MNIST")
    #expect(dataset.exampleShape == [1, 28, 28])
    #expect(dataset.classes == 10)
    #expect(dataset.training.count == 50_000)
    #expect(dataset.validation.count == 10_000)
    #expect(dataset.test.count == 10_000)
    #expect(dataset.training.values.count == 50_000 * 784)

    #expect(
      Self.counts(dataset.training.labels)
        == [4932, 5678, 4968, 5101, 4859, 4506, 4951, 5175, 4842, 4988])
    #expect(
      Self.counts(dataset.training.labels + dataset.validation.labels)
        == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(
      Self.counts(dataset.test.labels)
        == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(dataset.training.labels.prefix(5) == [5, 0, 4, 1, 9])
    #expect(dataset.test.labels.prefix(5) == [7, 2, 1, 0, 4])

    let pixels = dataset.test.values.floats
    #expect(pixels.count == 10_000 * 784)
    #expect(pixels.max() == 0.99609375)
    #expect(pixels.min() == 0)
  }

  private static func counts(_ labels: [Int32]) -> [Int] {
    labels.reduce(into: [Int](repeating: 0, count: 10)) { $0[Int($1)] += 1 }
  }
}
