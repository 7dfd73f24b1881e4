import Foundation
import ImageFiles
import Testing

@testable import Datasets

struct ImageFolderTests {
  /// A PNG of one level, or of one colour.
  static func png(
    _ level: UInt8, width: Int = 3, height: Int = 2, _ format: Image.Format = .grey
  ) throws -> [UInt8] {
    let bytes = (0..<width * height * format.channels).map {
      level &+ UInt8($0 % format.channels)
    }
    return try Image(width: width, height: height, format: format, bytes: bytes).png()
  }

  private static func levels(_ levels: [UInt8], size: Int = 6) -> ExampleValues {
    .bytes(levels.flatMap { [UInt8](repeating: $0, count: size) })
  }

  @Test func examplesAreInTheOrderOfTheirNumbers() throws {
    let files = [
      "cat/10.png": try Self.png(10), "cat/2.jpeg": try Self.png(2), "cat/01": try Self.png(1),
      "cat/.hidden.png": try Self.png(99), "cat/README.png": ascii("no image"),
      "dog/3.png": try Self.png(3), "dog/2.png": try Self.png(22), "dog/deeper/1.png": [1],
      "notes/a.txt": ascii("a"), "list.txt": ascii("b"),
    ]
    try withFolder(files) { folder in
      let contents = try DataSource.path(folder).contents()
      #expect(contents.form == "folder of images")
      #expect(contents.exampleShape == [1, 2, 3])
      #expect(contents.target == .classes(["cat", "dog"]))
      // 2.jpeg comes before 2.png, whatever the class.
      #expect(contents.training.values == Self.levels([1, 2, 22, 3, 10]))
      #expect(contents.training.labels == [0, 0, 1, 1, 0])
      #expect(contents.validation == nil && contents.test == nil)
    }
  }

  @Test func filesOfOneNameAreInTheOrderOfTheirClasses() throws {
    let files = ["10/a.png": try Self.png(10), "9/a.png": try Self.png(9)]
    try withFolder(files) { folder in
      let contents = try DataSource.path(folder).contents()
      #expect(contents.target == .classes(["9", "10"]))
      #expect(contents.training.values == Self.levels([9, 10]))
      #expect(contents.training.labels == [0, 1])
    }
  }

  @Test(arguments: [("train", "val"), ("training", "valid"), ("train", "validation")])
  func partsHaveFolders(training: String, validation: String) throws {
    let files = [
      "\(training)/a/1.png": try Self.png(1), "\(training)/b/2.png": try Self.png(2),
      "\(validation)/b/3.png": try Self.png(3), "test/a/4.png": try Self.png(4),
      "elsewhere/c/5.png": try Self.png(5),
    ]
    try withFolder(files) { folder in
      let dataset = try DataSource.path(folder).load()
      #expect(dataset.classNames == ["a", "b"])
      #expect(dataset.training == LabeledExamples(values: Self.levels([1, 2]), labels: [0, 1]))
      // A part that lacks a class has the labels of those that train.
      #expect(dataset.validation == LabeledExamples(values: Self.levels([3]), labels: [1]))
      #expect(dataset.test == LabeledExamples(values: Self.levels([4]), labels: [0]))
    }
  }

  @Test func aClassMayBeCalledTrain() throws {
    let files = ["car/1.png": try Self.png(1), "train/2.png": try Self.png(2)]
    try withFolder(files) { folder in
      let contents = try DataSource.path(folder).contents()
      #expect(contents.target == .classes(["car", "train"]))
    }
  }

  @Test func coloursAreThreeChannels() throws {
    let files = [
      "a/1.png": try Self.png(10, .color), "a/2.png": try Self.png(50),
    ]
    try withFolder(files) { folder in
      var source = DataSource.path(folder)
      let contents = try source.contents()
      #expect(contents.exampleShape == [3, 2, 3])
      let planes = [10, 11, 12, 50, 50, 50].flatMap { [UInt8](repeating: $0, count: 6) }
      #expect(contents.training.values == .bytes(planes))

      source.images.channels = .grey
      let grey = try source.contents()
      #expect(grey.exampleShape == [1, 2, 3])
      #expect(grey.training.values == Self.levels([11, 50]))
    }
    try withFolder(["a/1.png": Self.png(7)]) { folder in
      var source = DataSource.path(folder)
      source.images.channels = .color
      let contents = try source.contents()
      #expect(contents.exampleShape == [3, 2, 3])
      #expect(contents.training.values == Self.levels([7, 7, 7]))
    }
  }

  @Test func imagesAreResized() throws {
    let files = [
      "a/1.png": try Self.png(10, width: 9, height: 4), "a/2.png": try Self.png(50),
    ]
    try withFolder(files) { folder in
      var source = DataSource.path(folder)
      source.images.size = ImageOptions.Size(height: 5, width: 2)
      let contents = try source.contents()
      #expect(contents.exampleShape == [1, 5, 2])
      #expect(contents.training.values == Self.levels([10, 50], size: 10))
    }
  }

  @Test func whatIsLargerThanMemoryStaysInItsFiles() throws {
    var files: [String: [UInt8]] = [:]
    for number in 0..<40 {
      files["\(number % 2)/\(number).png"] = try Self.png(UInt8(number), .color)
    }
    try withFolder(files) { path in
      let folder = try #require(try ImageFolder(FolderListing(path: path)))
      let stored = try ImageFolderDataset.contents(
        name: "stored", folder: folder, options: ImageOptions(), memoryLimit: 40 * 22 - 1)
      let read = try ImageFolderDataset.contents(
        name: "read", folder: folder, options: ImageOptions(), memoryLimit: 40 * 22)
      guard case .stored = stored.training.values else {
        Issue.record("the values are in memory")
        return
      }
      guard case .bytes(let all) = read.training.values else {
        Issue.record("the values are not in memory")
        return
      }
      #expect(stored.training.labels == read.training.labels)
      var values = [UInt8](repeating: 0, count: 3 * 18)
      try values.withUnsafeMutableBytes {
        try stored.training.values.read([39, 0, 7], size: 18, into: $0)
      }
      let expected = [39, 0, 7].flatMap { example in Array(all[example * 18..<example * 18 + 18]) }
      #expect(values == expected)

      try write(ascii("gone"), to: "\(path)/1/7.png")
      #expect(
        message {
          try values.withUnsafeMutableBytes {
            try stored.training.values.read([0, 7], size: 18, into: $0)
          }
        } == "\(path)/1/7.png: this is neither a PNG nor a JPEG")
    }
  }

  @Test func theFilesAreReadFrom() throws {
    let files = [
      "train/a/1.png": try Self.png(1), "train/a/notes": [1], "test/a/1.png": try Self.png(1),
      "picture.png": try Self.png(1), "other/b.png": try Self.png(1),
    ]
    try withFolder(files) { folder in
      let source = DataSource.path(folder)
      #expect(source.reads("\(folder)/train/a/1.png"))
      #expect(source.reads("\(folder)/other/../test/a/1.png"))
      #expect(!source.reads("\(folder)/train/a/2.png"))
      #expect(!source.reads("\(folder)/train/a/notes"))
      #expect(!source.reads("\(folder)/picture.png"))
      #expect(!source.reads("\(folder)/other/b.png"))
    }
  }

  @Test func theFirstErrorIsReported() throws {
    for _ in 0..<20 {
      #expect(throws: DatasetError(file: "130", .missing)) {
        try forEachInParallel(below: 1000) { index in
          if index == 130 || index > 140 { throw DatasetError(file: "\(index)", .missing) }
        }
      }
    }
  }

  @Test func namesAreComparedByTheirNumbers() {
    let names = ["", "1", "2", "10", "100000000000000000000", "a", "a0", "a1b", "a1c", "a9", "a10"]
    for (position, name) in names.enumerated() {
      for (other, otherName) in names.enumerated() {
        #expect((NaturalKey(name) < NaturalKey(otherName)) == (position < other))
      }
    }
    #expect(NaturalKey("a01") == NaturalKey("a1"))
  }
}
