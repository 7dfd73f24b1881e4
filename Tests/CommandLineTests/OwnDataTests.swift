import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// The same examples in several forms, from the command line.
struct OwnDataTests {
  private static let classes = 3
  private static let names = ["cat", "dog", "owl"]

  /// The label of an image, and its levels: channel, row, column.
  private func image(_ number: Int, channels: Int, side: Int) -> (label: Int, levels: [UInt8]) {
    let label = (number * 5 + number / 3) % Self.classes
    let levels = (0..<channels * side * side).map { position in
      let isBright = position / side % Self.classes == label
      return UInt8((number * 31 + position * 17) % 64 + (isBright ? 128 : 0))
    }
    return (label, levels)
  }

  private func put(_ bytes: [UInt8], at path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  /// Trains on a data set, and returns what it prints of the errors and the bytes that it saves.
  private func train(_ croton: Program, _ data: String) throws -> (output: String, saved: Data) {
    let options = "--epochs 2 --batch-size 5 --validation 0.2 --hidden 6 --seed 4 --shuffle"
    let result = try croton.run("train mlp --data \(data) \(options) --save \(data).safetensors")
    #expect(result.status == 0, "\(result.errors)")
    let saved = try CheckpointBytes(croton.bytes(of: "\(data).safetensors"))
    return (result.output, saved.arrays)
  }

  /// The bytes of the arrays of a checkpoint, without the header, which has the names of classes.
  private struct CheckpointBytes {
    let arrays: Data

    init(_ file: Data) throws {
      let length = file.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
      arrays = file.dropFirst(8 + length)
    }
  }

  @Test func formsOfTheSameImagesTrainToTheSameBits() throws {
    try withCroton { croton in
      let side = 28
      for part in [(name: "train", numbers: 0..<60), (name: "test", numbers: 60..<80)] {
        var table = "label," + (0..<side * side).map { "pixel\($0)" }.joined(separator: ",") + "\n"
        for number in part.numbers {
          let (label, levels) = image(number, channels: 1, side: side)
          let folder = "\(croton.folder)/pictures/\(part.name)/\(label)"
          try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
          try Image(width: side, height: side, format: .grey, bytes: levels)
            .writePNG(to: "\(folder)/\(number).png")
          table += "\(label)," + levels.map(String.init).joined(separator: ",") + "\n"
        }
        try put(Array(table.utf8), at: "\(croton.folder)/tables/\(part.name).csv")
      }
      let pictures = try train(croton, "pictures")
      let tables = try train(croton, "tables")
      #expect(pictures.output == tables.output)
      #expect(pictures.saved == tables.saved)
      #expect(!pictures.saved.isEmpty)
    }
  }

  @Test func imagesOfCIFARAreColorful() throws {
    try withCroton { croton in
      for (name, numbers) in [("data_batch_1", 0..<40), ("test_batch", 40..<60)] {
        let records = numbers.flatMap { number in
          let (label, levels) = image(number, channels: 3, side: 32)
          return [UInt8(label)] + levels
        }
        try put(records, at: "\(croton.folder)/cifar/\(name).bin")
      }
      let names = Self.names + (3..<10).map { "class \($0)" }
      try put(
        Array(names.joined(separator: "\n").utf8), at: "\(croton.folder)/cifar/batches.meta.txt")
      let shown = try croton.run("data show cifar")
      #expect(shown.status == 0, "\(shown.errors)")
      #expect(shown.lines[1].hasPrefix("60 images of 32 x 32 pixels with 3 channels: "))
      #expect(shown.lines.contains { $0.hasPrefix("owl ") })
      let trained = try croton.run(
        "train fast-mnist --data cifar --batch-size 6 --epochs 2 --save c.safetensors")
      #expect(trained.status == 0, "\(trained.errors)")
      let (_, levels) = image(50, channels: 3, side: 32)
      let pixels = (0..<1024).flatMap { [levels[$0], levels[1024 + $0], levels[2048 + $0]] }
      try Image(width: 32, height: 32, format: .color, bytes: pixels)
        .writePNG(to: "\(croton.folder)/one.png")
      let asked = try croton.run("predict fast-mnist one.png --load c.safetensors")
      #expect(asked.status == 0, "\(asked.errors)")
      #expect(names.contains { asked.output.contains("  \($0)") }, "\(asked.output)")
    }
  }

  /// A table of the same columns in another order would be measured with mixed-up features.
  @Test func tablesOfATrainedModelHaveItsColumns() throws {
    try withCroton { croton in
      func table(_ names: [String], kinds: [String]) -> [UInt8] {
        let rows = (0..<60).map { row in
          names.map { name in
            switch name {
            case "area": "\(row * 7 % 31)"
            case "kind": kinds[row % kinds.count]
            default: "\(row % 2)"
            }
          }.joined(separator: ",")
        }
        return Array((names.joined(separator: ",") + "\n" + rows.joined(separator: "\n")).utf8)
      }
      let names = ["area", "kind", "label"]
      try put(table(names, kinds: ["a", "b"]), at: "\(croton.folder)/t.csv")
      try put(table(["kind", "area", "label"], kinds: ["a", "b"]), at: "\(croton.folder)/u.csv")
      try put(table(names, kinds: ["a", "c"]), at: "\(croton.folder)/v.csv")
      let trained = try croton.run(
        "train mlp --data t.csv --batch-size 2 --epochs 1 --save t.safetensors")
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(try croton.run("evaluate mlp --data t.csv --load t.safetensors").status == 0)
      for (data, place, found, expected) in [
        ("u.csv", 1, #""area" (numbers)"#, #""kind" ("a", "b")"#),
        ("v.csv", 2, #""kind" ("a", "b")"#, #""kind" ("a", "c")"#),
      ] {
        let other = try croton.run("evaluate mlp --data \(data) --load t.safetensors")
        #expect(
          other.errors
            == "Error: 't.safetensors' was trained on a table with the feature \(place) \(found); "
            + "the data has \(expected) there\n")
        #expect(other.status == 1)
      }
    }
  }

  /// An ID that is left out in training is left out of everything else too.
  @Test func ignoredColumnsStayIgnored() throws {
    try withCroton { croton in
      let rows = (0..<60).map { row in (id: "r\(row)", area: row * 7 % 31, label: row % 2) }
      func table(_ rows: [String]) -> [UInt8] { Array((rows.joined(separator: "\n") + "\n").utf8) }
      try put(
        table(["id,area,kind,label"] + rows.map { "\($0.id),\($0.area),a,\($0.label)" }),
        at: "\(croton.folder)/t.csv")
      try put(
        table(["area,kind,label"] + rows.map { "\($0.area),a,\($0.label)" }),
        at: "\(croton.folder)/u.csv")
      let shown = try croton.run("data show t.csv --ignore id,3")
      #expect(
        shown.lines.first
          == #"t.csv: table of 4 columns, label column "label", without "id", "kind""#)
      #expect(shown.lines.contains { $0.hasPrefix("area ") })
      #expect(!shown.lines.contains { $0.hasPrefix("kind") })
      let trained = try croton.run(
        "train mlp --data t.csv --ignore id --batch-size 2 --epochs 1 --save t.safetensors")
      #expect(trained.status == 0, "\(trained.errors)")
      let measured = try croton.run("evaluate mlp --data t.csv --load t.safetensors")
      #expect(measured.status == 0, "\(measured.errors)")
      // The same table without the column that is left out.
      let other = try croton.run("evaluate mlp --data u.csv --load t.safetensors")
      #expect(other.output == measured.output, "\(other.errors)")
      let newest = try croton.run("evaluate mlp --data u.csv")
      #expect(newest.output == measured.output, "\(newest.errors)")
      // A number in training means the column that it was, not another one.
      let numbered = try croton.run(
        "train mlp --data t.csv --ignore 1 --label 4 --batch-size 2 --epochs 1 --run numbered")
      #expect(numbered.status == 0, "\(numbered.errors)")
      for data in ["t.csv", "u.csv"] {
        let measured = try croton.run("evaluate mlp --data \(data) --load numbered --json")
        #expect(measured.status == 0, "\(measured.errors)")
        #expect(
          try measured.output == croton.run("evaluate mlp --load numbered --json").output)
      }
      let asked = try croton.run("predict mlp t.csv --load t.safetensors")
      #expect(asked.lines.count == 60, "\(asked.errors)")
      let mistyped = try croton.run("data show t.csv --ignore kinds")
      #expect(
        mistyped.errors
          == "Error: t.csv:1: there is no column 'kinds' to ignore; did you mean 'kind'?\n")
    }
  }

  @Test func rowNumbersAreLeftOut() throws {
    try withCroton { croton in
      let rows = (0..<60).map { "\($0),\($0 * 7 % 31),b,\($0 % 2)" }
      try put(
        Array((",area,kind,label\n" + rows.joined(separator: "\n")).utf8),
        at: "\(croton.folder)/t.csv")
      for (option, text) in [("", ""), (" --ignore 3", #", "kind""#)] {
        let shown = try croton.run("data show t.csv\(option)")
        #expect(
          shown.lines.first
            == #"t.csv: table of 4 columns, label column "label", without the row numbers\#(text)"#)
      }
    }
  }

  @Test func picturesOfDifferentSizesAreBroughtToOne() throws {
    try withCroton { croton in
      for number in 0..<30 {
        let side = 20 + number % 3
        let (label, levels) = image(number, channels: 1, side: side)
        let folder = "\(croton.folder)/pets/\(Self.names[label])"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Image(width: side, height: side, format: .grey, bytes: levels)
          .writePNG(to: "\(folder)/\(number).png")
      }
      let refused = try croton.run("data show pets")
      #expect(refused.status == 1)
      #expect(refused.errors.contains("--image-size"), "\(refused.errors)")
      let trained = try croton.run(
        "train mlp --data pets --image-size 16x16 --batch-size 2 --epochs 1 --save p.safetensors")
      #expect(trained.status == 0, "\(trained.errors)")
      // The size is that of the trained model.
      let measured = try croton.run("evaluate mlp --data pets --load p.safetensors")
      #expect(measured.status == 0, "\(measured.errors)")
      #expect(measured.lines.contains { $0.hasPrefix("owl ") })
    }
  }
}
