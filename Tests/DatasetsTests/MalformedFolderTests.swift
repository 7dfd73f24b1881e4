import ImageFiles
import Testing

@testable import Datasets

/// Each reader of folders on each of its malformed inputs.
struct MalformedFolderTests {
  struct Case: CustomTestStringConvertible {
    let name: String
    let files: [String: [UInt8]]
    let options: ImageOptions
    let message: String

    init(
      _ name: String, _ files: [String: [UInt8]], options: ImageOptions = ImageOptions(),
      _ message: String
    ) {
      self.name = name
      self.files = files
      self.options = options
      self.message = message
    }

    var testDescription: String { name }
  }

  @Test(arguments: forms + idx + binary)
  func saysWhatIsWrong(with input: Case) throws {
    #expect(try messageOfFolder(input.files, options: input.options) == input.message)
  }

  @Test func saysWhatIsWrongWithImages() throws {
    for input in try Self.images() {
      #expect(
        try messageOfFolder(input.files, options: input.options) == input.message, "\(input.name)")
    }
  }

  @Test func saysWhatIsWrongWithPickles() throws {
    for input in try Self.pickles() {
      #expect(try messageOfFolder(input.files) == input.message, "\(input.name)")
    }
  }

  private static func expected(_ found: String) -> String {
    "DATA: expected tables, NumPy arrays, IDX files, CIFAR files, or folders that are named after"
      + " classes and have PNG or JPEG files, got a folder with \(found)"
  }

  private static let forms = [
    Case("nothing", [:], expected("0 files and 0 folders")),
    Case("a text", ["a.txt": ascii("a")], expected("1 file and 0 folders")),
    Case(
      "folders of texts", ["b": [], "c": [], "a/a.png": ascii("a"), ".d/a": []],
      expected("2 files and 1 folder")),
    Case(
      "folders of WebP images", ["cat/1.webp": ascii("RIFF\u{10}\0\0\0WEBPVP8 "), "b": []],
      "DATA/cat/1.webp: this is a WebP image; expected a PNG or a JPEG"),
  ]

  private static let idx = [
    Case(
      "no labels", ["x-images": IDXFiles.images(2)],
      "DATA/x-images: expected a file of labels beside it, whose name has labels where this one has"
        + " images, got none"),
    Case(
      "no images", ["x-labels": IDXFiles.labels(2)],
      "DATA/x-labels: expected the file of images, got that of their labels"),
    Case(
      "two data sets",
      [
        "x-images": IDXFiles.images(2), "x-labels": IDXFiles.labels(2),
        "y-images": IDXFiles.images(2), "y-labels": IDXFiles.labels(2),
      ],
      "DATA: expected the images and labels of one data set, got those of 'x-', 'y-'; give the file"
        + " of its images"),
    Case(
      "only sets to choose by",
      [
        "test-images": IDXFiles.images(2), "test-labels": IDXFiles.labels(2),
        "val-images": IDXFiles.images(2), "val-labels": IDXFiles.labels(2),
      ],
      "DATA: expected training images, got only 'test-images'"),
    Case(
      "fewer labels", ["x-images": IDXFiles.images(2), "x-labels": IDXFiles.labels(1)],
      "DATA/x-labels, byte 4: expected 2 labels, one for each image of DATA/x-images, got 1"),
  ]

  private static func binary10(_ name: String, _ bytes: [UInt8]) -> [String: [UInt8]] {
    CIFAR.binary10.merging([name: bytes]) { $1 }
  }

  private static let binary = [
    Case(
      "a record cut short",
      binary10("data_batch_2.bin", CIFAR.records(0..<2) { [UInt8($0)] }.dropLast()),
      "DATA/data_batch_2.bin, byte 3074: expected 3072 bytes for the pixels of image 1, which is more"
        + " than the file can hold"),
    Case(
      "an empty file", binary10("data_batch_2.bin", []),
      "DATA/data_batch_2.bin: expected at least one example, got none"),
    Case(
      "a label of no class",
      binary10("data_batch_2.bin", CIFAR.records(0..<2) { [UInt8(9 + $0)] }),
      "DATA/data_batch_2.bin, row 1 of the labels (byte 3073): expected a label from 0 to 9, got 10"
    ),
    Case(
      "a name too few", binary10("batches.meta.txt", ascii("a\nb\n")),
      "DATA/batches.meta.txt: expected the names of 10 classes, got 2"),
    Case(
      "nothing to train on", ["test_batch.bin": CIFAR.records(0..<2) { [UInt8($0)] }],
      "DATA: expected a file of training images, got only test images"),
    Case(
      "a coarse label of no class",
      CIFAR.binary100.merging(["train.bin": CIFAR.records(0..<2) { [UInt8(19 + $0), 99] }]) { $1 },
      "DATA/train.bin, row 1 of the coarse labels (byte 3074): expected a label from 0 to 19, got 20"
    ),
    Case(
      "a fine label of no class",
      CIFAR.binary100.merging(["train.bin": CIFAR.records(0..<2) { [0, UInt8(99 + $0)] }]) { $1 },
      "DATA/train.bin, row 1 of the fine labels (byte 3075): expected a label from 0 to 99, got 100"
    ),
  ]

  private static func images() throws -> [Case] {
    let png = try ImageFolderTests.png(1)
    return [
      Case(
        "a damaged image", ["a/1.png": png, "a/2.png": Array(png.prefix(40))],
        "DATA/a/2.png: the PNG cannot be used: read beyond end of data"),
      Case(
        "an image without a header", ["a/1.png": png, "a/2.png": Array(png.prefix(20))],
        "DATA/a/2.png: the PNG cannot be used: Not a PNG file"),
      Case(
        "another size",
        ["a/1.png": png, "b/2.png": try ImageFolderTests.png(1, width: 4, height: 5)],
        "DATA/b/2.png: expected an image of 3 x 2 pixels as in DATA/a/1.png, got 4 x 5;"
          + " with --image-size, all are resized"),
      Case(
        "an impossible size", ["a/1.png": png],
        options: ImageOptions(size: ImageOptions.Size(height: 0, width: 3)),
        "DATA: the image has 3 x 0 pixels; expected 1 to 100000000 in all"),
      Case(
        "an unknown class", ["train/a/1.png": png, "test/a/1.png": png, "test/b/1.png": png],
        "DATA/test/b: expected a class that DATA/train has too, got 'b'"),
      Case(
        "two folders to train on", ["train/a/1.png": png, "training/a/1.png": png],
        "DATA: expected one folder for a set, got both 'training' and 'train'"),
      Case(
        "none to train on", ["val/a/1.png": png, "test/a/1.png": png],
        "DATA: expected a folder 'train' beside 'val', got none"),
    ]
  }

  private static func dict(_ entries: (String, [UInt8])...) -> [UInt8] {
    Pickle.file(
      ascii("}(") + entries.flatMap { Pickle.string($0.0) + $0.1 } + ascii("u"))
  }

  private static func list(_ items: [UInt8]...) -> [UInt8] {
    ascii("](") + items.joined() + ascii("e")
  }

  private static func pickles() throws -> [Case] {
    let data = Pickle.array("u1", [1, 3072], [UInt8](repeating: 0, count: 3072))
    let label = list(Pickle.integer(3))
    let good = try CIFAR.pickles("cifar10-python2")
    func files(_ batch: [UInt8]) -> [String: [UInt8]] {
      good.merging(["data_batch_2": batch]) { $1 }
    }
    return [
      Case(
        "no dict", files(Pickle.file(Pickle.tuple())),
        "DATA/data_batch_2, the pickle: expected a dict, got a tuple of 0"),
      Case(
        "no images", files(dict(("labels", label))),
        "DATA/data_batch_2, the pickle: expected an entry 'data', got none"),
      Case(
        "no labels", files(dict(("data", data))),
        "DATA/data_batch_2, the pickle: expected an entry 'labels' or 'fine_labels', got none"),
      Case(
        "images of another size",
        files(dict(("data", Pickle.array("u1", [1, 3], [1, 2, 3])), ("labels", label))),
        "DATA/data_batch_2, 'data': expected an array of uint8 of shape (n, 3072), got an array of"
          + " uint8 of shape (1, 3)"),
      Case(
        "no images in an array",
        files(dict(("data", Pickle.array("u1", [0, 3072], [])), ("labels", list()))),
        "DATA/data_batch_2, 'data': expected at least one example, got none"),
      Case(
        "a label too many",
        files(dict(("data", data), ("labels", list(Pickle.integer(3), Pickle.integer(4))))),
        "DATA/data_batch_2, 'labels': expected 1 integers, one for each image, got a list of 2"),
      Case(
        "a label that is a string",
        files(dict(("data", data), ("labels", list(Pickle.string("3"))))),
        "DATA/data_batch_2, 'labels': expected 1 integers, one for each image, got a list of 1"),
      Case(
        "a label of no class", files(dict(("data", data), ("labels", list(Pickle.integer(10))))),
        "DATA/data_batch_2, row 0 of 'labels': expected a label from 0 to 9, got 10"),
      Case(
        "a batch of CIFAR-100", files(dict(("data", data), ("fine_labels", label))),
        "DATA/data_batch_2: expected images of CIFAR-10 as in DATA/data_batch_1, got those of"
          + " CIFAR-100"),
      Case(
        "a name too few",
        good.merging(["batches.meta": dict(("label_names", list(Pickle.string("a"))))]) { $1 },
        "DATA/batches.meta, 'label_names': expected the names of 10 classes, got 1"),
      Case(
        "a key without a value",
        files(Pickle.file(ascii("}(") + Pickle.string("data") + ascii("u"))),
        "DATA/data_batch_2, byte 13: the pickle takes a value that it has not put on the stack"),
      Case(
        "a function", files(Pickle.file(ascii("}") + Pickle.global("os", "system"))),
        "DATA/data_batch_2, byte 3: refused to load 'os.system'; a pickled data set may name only the"
          + " functions that make NumPy arrays"),
    ]
  }
}
