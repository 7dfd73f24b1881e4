import ImageFiles
import Testing

@testable import Datasets

/// What a user is told of data that is read in another way than expected, or not at all.
struct DatasetNoteTests {
  @Test func oneWordMakesNumbersCategories() throws {
    let rows = (0..<40).map { "\($0 == 25 ? "abc" : "\($0 % 9)"),\($0)\n" }.joined()
    #expect(
      try loadTable(ascii("a,y\n" + rows)).notes.map(\.description) == [
        "table:27, column 'a': 'abc' is not a number, so the 10 different values of the column are read"
          + " as categories"
      ])
    #expect(try loadTable(ascii("a,y\n1,2\n3,4\n")).notes == [])
  }

  @Test func filesThatAreNoImages() throws {
    try withTemporaryFolder { folder in
      let files: [(String, [UInt8]?)] = [
        ("cat/1.png", nil), ("cat/2.png", nil), ("cat/a.txt", ascii("a")), ("dog/1.png", nil),
        ("dog/2.webp", ascii("RIFF")), ("owl/b.txt", ascii("b")),
      ]
      for (path, bytes) in files {
        try makeFolder("\(folder)/\(path.folderAndName.folder)")
        if let bytes {
          try write(bytes, to: "\(folder)/\(path)")
        } else {
          try Image(width: 1, height: 1, format: .grey, bytes: [7]).writePNG(
            to: "\(folder)/\(path)")
        }
      }
      try makeFolder("\(folder)/pig")
      let notes = try DataSource.path(folder).contents().notes.map(\.description)
      #expect(
        notes == [
          "\(folder)/owl: this folder and 1 more have no image, and are left out",
          "\(folder)/dog/2.webp: this file and 1 more are neither PNG nor JPEG, and are left out",
        ])
    }
  }

  @Test(
    arguments: [
      (
        .emptyFolders(first: "pets/a", others: 0),
        "pets/a: the folder has no image, and is left out"
      ),
      (
        .otherFiles(first: "pets/a\u{1b}.txt", others: 0),
        "pets/a\\u{1B}.txt: the file is neither PNG nor JPEG, and is left out"
      ),
      (
        .mixedColumn(file: "t.csv", line: 9, column: "age", text: "old", categories: 4),
        "t.csv:9, column 'age': 'old' is not a number, so the 4 different values of the column are read"
          + " as categories"
      ),
    ] as [(DatasetNote, String)])
  func words(note: DatasetNote, text: String) {
    #expect(note.description == text)
  }

  @Test func classesWithoutAnExample() throws {
    let contents = DatasetContents(
      name: "gaps", form: "test", exampleShape: [1], target: .classes(["0", "1", "2", "3"]),
      training: LabeledExamples(
        values: .floats((0..<20).map(Float.init)), labels: (0..<20).map { $0 % 2 * 3 }))
    let dataset = try DatasetSplit().dataset(of: contents)
    #expect(dataset.notes.map(\.description) == ["no training example of '1', '2'"])
    // Of another split of the same data, the note is that of its own training set.
    var source = DataSource.dataset(dataset)
    source.split.method = .fractions(training: 0.5, validation: 0.25, test: 0.25)
    #expect(try source.load().notes == [.classesWithoutExample(["1", "2"])])
  }

  @Test func optionsOfAnotherFormat() throws {
    try withTemporaryFolder { folder in
      try write(ascii("a,y\n1,2\n3,4\n"), to: "\(folder)/t.csv")
      var table = DataSource.path("\(folder)/t.csv")
      table.images.channels = .grey
      table.table.label = "y"
      #expect(
        try table.contents().notes.map(\.description) == [
          "t.csv: --image-size and --channels are options of folders of images, and change nothing in"
            + " table of 2 columns"
        ])
      var digits = DataSource.embeddedMNIST
      digits.table.label = "y"
      digits.table.ignored = ["id"]
      #expect(
        try digits.contents().notes.map(\.description) == [
          "MNIST: --label is an option of tables, and changes nothing in IDX files",
          "MNIST: --ignore is an option of tables, and changes nothing in IDX files",
        ])
    }
  }
}
