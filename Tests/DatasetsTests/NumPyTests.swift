import Foundation
import TestSupport
import Testing

@testable import Datasets

/// Arrays that are read as they are meant.
struct NumPyTests {
  @Test(arguments: ["keras.npz", "keras-compressed.npz"])
  func readsWhatKerasSaves(name: String) throws {
    let contents = try DataSource.path(NumPyFiles.fixture(name)).contents()
    #expect(contents.name == name)
    #expect(contents.form == "NumPy archive")
    #expect(contents.exampleShape == [1, 2, 3])
    #expect(contents.target == .classes(["0", "1", "2"]))
    #expect(
      contents.training
        == LabeledExamples(values: .bytes(Array(0..<24)), labels: [0, 1, 2, 0]))
    #expect(contents.test == LabeledExamples(values: .bytes(Array(0..<18)), labels: [0, 1, 2]))
    #expect(contents.validation == nil)
  }

  /// Keras' `to_categorical`.
  @Test(arguments: ["|u1", "<f4"]) func readsOneHotClasses(type: String) throws {
    func load(_ rows: [[UInt8]]) throws -> DatasetContents {
      let bytes = rows.flatMap { row in
        row.flatMap { type == "<f4" ? [0, 0, $0 == 0 ? 0 : 0x80, $0 == 0 ? 0 : 0x3f] : [$0] }
      }
      return try withTemporaryFolder { folder in
        let x = NumPyFiles.array("|u1", [rows.count, 1], [UInt8](repeating: 7, count: rows.count))
        try write(x, to: "\(folder)/x.npy")
        let y = NumPyFiles.array(type, [rows.count, rows[0].count], bytes)
        try write(y, to: "\(folder)/y.npy")
        var source = DataSource.path(folder)
        source.table.targetForm = .classes
        return try source.contents()
      }
    }
    let contents = try load([[0, 0, 1, 0], [1, 0, 0, 0]])
    #expect(contents.training.labels == [2, 0])
    #expect(contents.target == .classes(["0", "1", "2", "3"]))
    for rows in [[[0, 1], [1, 1]], [[0, 1], [0, 0]]] as [[[UInt8]]] {
      #expect(
        message { try load(rows) }.hasSuffix(
          "y.npy, row 1 of the array: expected one 1, for the class, and otherwise 0, got other"
            + " numbers"))
    }
  }

  /// One image or several, with the channels before or after the pixels.
  @Test(arguments: [[3, 1, 2], [1, 2, 3], [2, 3, 1, 2], [2, 1, 2, 3]])
  func predictsImages(shape: [Int]) throws {
    let isLast = shape.last == 3
    let count = shape.count == 4 ? 2 : 1
    let first: [UInt8] = isLast ? [0, 1, 2, 10, 11, 12] : [0, 10, 1, 11, 2, 12]
    let bytes = count == 1 ? first : first + first.map { $0 + 100 }
    try withTemporaryFolder { folder in
      try write(NumPyFiles.array("|u1", shape, bytes), to: "\(folder)/x.npy")
      let file = try ExampleFile(path: "\(folder)/x.npy", exampleShape: [3, 1, 2])
      #expect(file.count == count)
      let image: [UInt8] = [0, 10, 1, 11, 2, 12]
      #expect(file.values == .bytes(count == 1 ? image : image + image.map { $0 + 100 }))
    }
  }

  @Test func readsArraysWithoutNames() throws {
    let contents = try DataSource.path(NumPyFiles.fixture("unnamed.npz")).contents()
    #expect(contents.exampleShape == [4])
    #expect(contents.target == .numbers(["y"]))
    #expect(
      contents.training
        == LabeledExamples(
          values: .floats((0..<12).map { Float($0) / 8 }), numbers: [0.5, -1, 2]))
  }

  @Test func readsColorImagesWithChannelsFirst() throws {
    let contents = try DataSource.path(NumPyFiles.fixture("medical.npz")).contents()
    #expect(contents.exampleShape == [3, 2, 3])
    #expect(contents.training.labels == [0, 1, 2, 0])
    #expect(contents.validation?.labels == [0, 1])
    #expect(contents.test?.labels == [0, 1, 2])
    #expect(
      contents.training.values.prefix(18)
        == .bytes([0, 3, 6, 9, 12, 15, 1, 4, 7, 10, 13, 16, 2, 5, 8, 11, 14, 17]))
  }

  /// Every type, in both orders of bytes and of axes.
  @Test func readsElementsOfAllTypes() throws {
    let archive = try ZipArchive(path: NumPyFiles.fixture("types.npz"))
    #expect(archive.entries.count == 42)
    for entry in archive.entries {
      let file = try open(archive, entry)
      let examples = try #require(NumPyExamples(file.header))
      let values = try file.values(examples)
      let expected = (0..<12).map { Float($0 * 5) }
      if entry.name.hasPrefix("u1") {
        #expect(values == .bytes(expected.map { UInt8($0) }), "\(entry.name)")
      } else if entry.name.hasPrefix("bool") {
        #expect(values == .floats(expected.map { Float(Int($0) % 2) }), "\(entry.name)")
      } else {
        #expect(values == .floats(expected), "\(entry.name)")
      }
    }
  }

  @Test func halvesHaveTheirValues() {
    let values: [(UInt16, Float)] = [
      (0x0000, 0), (0x0001, 0x1p-24), (0x03ff, 1023 * 0x1p-24), (0x0400, 0x1p-14), (0x3c00, 1),
      (0x3555, 0.333251953125), (0x7bff, 65504), (0xc000, -2), (0x7c00, .infinity),
      (0xfc00, -.infinity),
    ]
    for (bits, value) in values { #expect(NumPyElements.half(bits) == value) }
    #expect(NumPyElements.half(0x7c01).isNaN)
  }

  /// Shapes of examples, in both orders of axes; an example of each has the values 0, 1, 2 … of the
  /// array in the order of C, with the channels first.
  @Test func readsExamplesOfAllLayouts() throws {
    let archive = try ZipArchive(path: NumPyFiles.fixture("layouts.npz"))
    #expect(archive.entries.count == 28)
    for entry in archive.entries {
      let file = try open(archive, entry)
      let examples = try #require(NumPyExamples(file.header))
      let (shape, order): ([Int], [Int]) =
        switch entry.name.split(separator: "-").dropLast().joined(separator: "-") {
        case "features": ([4], Array(0..<8))
        case "grey", "one-last": ([1, 2, 3], Array(0..<12))
        case "three-last":
          (
            [3, 2, 4],
            (0..<2).flatMap { n in (0..<3).flatMap { c in (0..<8).map { n * 24 + $0 * 3 + c } } }
          )
        case "one-first": ([1, 2, 4], Array(0..<16))
        case "three-first": ([3, 2, 4], Array(0..<48))
        default: ([1], Array(0..<3))
        }
      #expect(examples.shape == shape, "\(entry.name)")
      let values = try file.values(examples)
      switch values {
      case .bytes(let levels): #expect(levels == order.map(UInt8.init), "\(entry.name)")
      case .floats(let floats): #expect(floats == order.map(Float.init), "\(entry.name)")
      case .stored: Issue.record("expected values in memory")
      }
    }
  }

  @Test(arguments: 1...3, [false, true])
  func readsFilesOfEachVersion(version: Int, isGzipped: Bool) throws {
    try withTemporaryFolder { folder in
      for name in ["x", "y"] {
        let bytes = try [UInt8](
          Data(
            contentsOf: URL(
              fileURLWithPath: NumPyFiles.fixture("version\(version)_\(name).npy"))))
        let path = "\(folder)/\(name).npy" + (isGzipped ? ".gz" : "")
        try write(isGzipped ? gzip(bytes) : bytes, to: path)
      }
      let expected = LabeledExamples(
        values: .floats((0..<12).map(Float.init)), labels: [0, 1, 1])
      let suffix = isGzipped ? ".gz" : ""
      // The folder, the examples and the targets.
      for path in [folder, "\(folder)/x.npy\(suffix)", "\(folder)/y.npy\(suffix)"] {
        let contents = try DataSource.path(path).contents()
        #expect(contents.form == "NumPy arrays")
        #expect(contents.training == expected)
        #expect(
          Set(DataSource.path(path).files) == [
            "\(folder)/x.npy\(suffix)", "\(folder)/y.npy\(suffix)",
          ])
      }
    }
  }

  @Test func aFolderHasParts() throws {
    try withTemporaryFolder { folder in
      for (part, count) in [("train", 3), ("val", 2), ("test", 1)] {
        try write(
          NumPyFiles.array("|u1", [count, 2], (0..<2 * count).map { UInt8($0) }),
          to: "\(folder)/toy_x_\(part).npy")
        try write(
          NumPyFiles.array("|b1", [count, 1], (0..<count).map { UInt8($0 % 2) }),
          to: "\(folder)/toy_y_\(part).npy")
      }
      let contents = try DataSource.path(folder).contents()
      #expect(
        contents.training
          == LabeledExamples(values: .bytes([0, 1, 2, 3, 4, 5]), labels: [0, 1, 0]))
      #expect(
        contents.validation == LabeledExamples(values: .bytes([0, 1, 2, 3]), labels: [0, 1]))
      #expect(contents.test == LabeledExamples(values: .bytes([0, 1]), labels: [0]))
      // One of them alone is a data set to split.
      let test = try DataSource.path("\(folder)/toy_x_val.npy").contents()
      #expect(test.training == contents.validation)
      #expect(test.test == nil)
    }
  }

  @Test(
    arguments: [
      ("x", .examples, .training, []), ("X_train", .examples, .training, []),
      ("train_images", .examples, .training, []), ("valid-data", .examples, .validation, []),
      ("cifar10_y_test", .targets, .test, ["cifar10"]), ("arr_1", .targets, .training, []),
      ("x_y", .examples, .training, ["y"]),
    ] as [(String, NumPyName.Role, ExampleSet, [String])])
  func namesSayWhatArraysAre(
    name: String, role: NumPyName.Role, set: ExampleSet, rest: [String]
  ) throws {
    let parsed = try #require(NumPyName(name))
    #expect(parsed.role == role && parsed.set == set && parsed.rest == rest)
    #expect(NumPyName("weights") == nil)
  }

  @Test(
    arguments: [
      ("<i8", [2, 1], .numbers, .numbers(["y"]), .numbers([0, 1])),
      ("<i4", [2, 2], .numbers, .numbers(["y0", "y1"]), .numbers([0, 0, 1, 0])),
      ("<f4", [2], .classes, .classes(["0", "1"]), .labels([0, 1])),
    ] as [(String, [Int], TableOptions.TargetForm, Dataset.Target, LabeledExamples.Targets)])
  func targetsMayBeTakenOtherwise(
    code: String, shape: [Int], form: TableOptions.TargetForm, target: Dataset.Target,
    targets: LabeledExamples.Targets
  ) throws {
    let bytes: [UInt8] =
      switch code {
      case "<i8": Pickle.littleEndian(0, bytes: 8) + Pickle.littleEndian(1, bytes: 8)
      case "<i4": [0, 0, 1, 0].flatMap { Pickle.littleEndian($0, bytes: 4) }
      default: [0, 0, 0, 0, 0, 0, 0x80, 0x3f]
      }
    try withTemporaryFolder { folder in
      try write(NumPyFiles.array("|u1", [2, 1], [7, 8]), to: "\(folder)/x.npy")
      try write(NumPyFiles.array(code, shape, bytes), to: "\(folder)/y.npy")
      var source = DataSource.path(folder)
      source.table.targetForm = form
      let contents = try source.contents()
      #expect(contents.target == target)
      #expect(contents.training.targets == targets)
    }
  }

  /// A file that is larger than what is read into memory, whose examples are read one by one.
  @Test(arguments: [
    ("|u1", [3000, 300, 300], [1, 300, 300]), ("<f8", [600, 200, 200, 3], [3, 200, 200]),
    ("<f4", [2000, 40_000], [40_000]),
  ])
  func largeArraysStayInTheirFile(code: String, shape: [Int], expected: [Int]) async throws {
    try await withTemporaryFolder { folder in
      let header = NumPyFiles.array(code, shape, [])
      let width = code == "|u1" ? 1 : code == "<f8" ? 8 : 4
      let size = shape.dropFirst().reduce(1, *)
      try write(header, to: "\(folder)/x.npy")
      let handle = try #require(FileHandle(forWritingAtPath: "\(folder)/x.npy"))
      // A sparse file, which takes no room, but for one example.
      try handle.truncate(atOffset: UInt64(header.count + shape[0] * size * width))
      try handle.seek(toOffset: UInt64(header.count + 77 * size * width))
      let bytes: [UInt8] =
        switch code {
        case "|u1": (0..<size).map { UInt8($0 % 251) }
        case "<f8": (0..<size).flatMap { littleEndian(Double($0 % 251).bitPattern) }
        default: (0..<size).flatMap { littleEndian(Float($0 % 251).bitPattern) }
        }
      try handle.write(contentsOf: bytes)
      try write(
        NumPyFiles.array("|u1", [shape[0]], [UInt8](repeating: 0, count: shape[0])),
        to: "\(folder)/y.npy")

      await #expect(processExitsWith: .success) {
        [folder = folder as String, expected = expected as [Int], size = size as Int] in
        let before = ProcessMemory.peak
        let contents = try DataSource.path(folder).contents()
        #expect(contents.exampleShape == expected)
        guard case .stored = contents.training.values else {
          Issue.record("expected values in a file")
          return
        }
        let chosen = try contents.training.selecting([76, 77], size: size)
        let isBytes = chosen.values.element == .byte
        var values = [Float](repeating: 0, count: 2 * size)
        if isBytes {
          var levels = [UInt8](repeating: 0, count: 2 * size)
          try levels.withUnsafeMutableBytes {
            try chosen.values.read(0..<2, size: size, into: $0)
          }
          values = levels.map(Float.init)
        } else {
          try values.withUnsafeMutableBytes {
            try chosen.values.read(0..<2, size: size, into: $0)
          }
        }
        let isColor = expected.count == 3 && expected[0] == 3
        let order = (0..<size).map { isColor ? ($0 % (size / 3)) * 3 + $0 / (size / 3) : $0 }
        #expect(values.prefix(size).allSatisfy { $0 == 0 })
        #expect(Array(values.suffix(size)) == order.map { Float($0 % 251) })
        let growth = ProcessMemory.peak - before
        #expect(growth <= 64 << 20, "\(growth >> 20) MiB")
      }
    }
  }

  private func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private func open(_ archive: ZipArchive, _ entry: ZipArchive.Entry) throws -> NumPyArrayFile {
    try NumPyArrayFile(ContentReader(ZipEntrySource(archive, entry)), size: entry.size)
  }
}
