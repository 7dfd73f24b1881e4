import Foundation
import Testing

@testable import Datasets

/// Pickles that Python wrote, read back.
struct PickleFixtureTests {
  private static let inFloats = [
    "python2-protocol0", "python2-protocol1", "python2-protocol2",
    "numpy2-protocol0", "numpy2-protocol1", "numpy2-protocol2",
    "numpy2-protocol3", "numpy2-protocol4", "numpy2-protocol5", "numpy1-protocol5",
    "fortran-protocol2", "fortran-protocol5", "big-endian", "big-endian-float64",
    "float64-int32", "lists", "labels-uint8", "labels-int8", "labels-uint16", "labels-uint32",
    "labels-uint64",
  ]
  private static let inBytes = ["uint8", "uint8-fortran"]
  private static let ofOneArray = ["memo-shared", "memo-shared-framed"]

  @Test(arguments: inFloats)
  func floats(name: String) throws {
    let dataset = try Fixture.load(name)
    #expect(dataset.name == "\(name).pkl.gz")
    #expect(dataset.exampleShape == [1, 28, 28])
    #expect(dataset.classes == 10)
    for (split, images) in [dataset.training, dataset.validation, dataset.test].enumerated() {
      #expect(images.labels == ExpectedDigits.labels[split])
      #expect(images.values == ExpectedDigits.floats(split: split))
    }
  }

  @Test(arguments: inBytes)
  func bytes(name: String) throws {
    let dataset = try Fixture.load(name)
    for (split, images) in [dataset.training, dataset.validation, dataset.test].enumerated() {
      #expect(images.labels == ExpectedDigits.labels[split])
      #expect(images.values == ExpectedDigits.bytes(split: split))
    }
  }

  @Test(arguments: ofOneArray)
  func oneArrayInThreeSplits(name: String) throws {
    let dataset = try Fixture.load(name)
    #expect(dataset.training.values == ExpectedDigits.floats(split: 0))
    #expect(dataset.validation == dataset.training)
    #expect(dataset.test == dataset.training)
  }

  @Test func anUncompressedFile() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/digits.pkl"
      try write(Fixture.content("python2-protocol2"), to: path)
      let dataset = try DataSource(argument: path).load()
      #expect(dataset.name == "digits.pkl")
      #expect(dataset.test.values == ExpectedDigits.floats(split: 2))
    }
  }

  @Test func everyFixtureIsTested() throws {
    let path = try #require(Bundle.module.path(forResource: "Fixtures", ofType: nil))
    let files = try FileManager.default.contentsOfDirectory(atPath: path)
      .filter { $0.hasSuffix(".gz") }
    let tested = Self.inFloats + Self.inBytes + Self.ofOneArray
    #expect(files.sorted() == tested.map { "\($0).pkl.gz" }.sorted())
  }

  // A file cut anywhere is refused, and the error names it.
  @Test(arguments: ["python2-protocol0", "numpy2-protocol2", "numpy2-protocol5"])
  func everyTruncationIsRefused(name: String) throws {
    let content = try Fixture.content(name)
    for count in stride(from: 0, to: content.count, by: 97) {
      let error = #expect(throws: DatasetError.self) {
        try loadPickle(
          name: name, from: reader(Array(content.prefix(count)), name: "cut.pkl"))
      }
      #expect(error?.file == "cut.pkl")
    }
  }
}
