import Foundation

/// The location of a data set, with the options that it is read and split by.
///
/// ```swift
/// var source = try DataSource(argument: "flowers")
/// source.split.validation = 0.1
/// let dataset = try source.load()
/// ```
public struct DataSource: Sendable, Equatable {
  /// Where a data set lies.
  public enum Location: Sendable, Equatable {
    /// The MNIST digits, which are part of the program.
    case embeddedMNIST

    /// The Fashion-MNIST articles, as Debian's package `dataset-fashion-mnist` installs them.
    case fashionMNIST

    /// A file or a folder. Its form is recognised by its contents, not by its name.
    case path(String)

    /// A data set in memory.
    case dataset(Dataset)
  }

  /// Where the data set lies.
  public var location: Location

  /// The split of the examples; by default that of the source.
  public var split = DatasetSplit()

  /// The label column of a table, the columns that are left out, and the kind of the targets.
  public var table = TableOptions()

  /// The size and the channels of the images of a folder.
  public var images = ImageOptions()

  /// Whether the values of uncompressed IDX and `.npy` files of any size stay there, and are read
  /// when they are needed: one of several processes needs its share of them.
  package var keepsValuesInFiles = false

  /// A data set that lies at a location.
  public init(_ location: Location) {
    self.location = location
  }

  /// The MNIST digits, which are part of the program.
  public static let embeddedMNIST = DataSource(.embeddedMNIST)

  /// The Fashion-MNIST articles, as Debian's package `dataset-fashion-mnist` installs them.
  public static let fashionMNIST = DataSource(.fashionMNIST)

  /// A file or a folder.
  public static func path(_ path: String) -> DataSource { DataSource(.path(path)) }

  /// A data set in memory.
  public static func dataset(_ dataset: Dataset) -> DataSource { DataSource(.dataset(dataset)) }

  /// The source that a command-line argument names.
  ///
  /// - Parameter argument: nothing for the embedded digits, `fashion-mnist`, or the path of a file
  ///   or a folder. A folder called `fashion-mnist` can be given as `./fashion-mnist`.
  /// - Throws: `DatasetError` if nothing lies at the path.
  public init(argument: String?) throws {
    switch argument {
    case nil:
      self.init(.embeddedMNIST)
    case FashionMNIST.name:
      self.init(.fashionMNIST)
    case let path?:
      guard FileManager.default.fileExists(atPath: path) else {
        throw DatasetError(file: path, SourceError.notFound)
      }
      self.init(.path(path))
    }
  }

  /// The files that the data set is read from, except those of a folder of images.
  package var files: [String] { dataset?.files ?? [] }

  /// Whether a path is that of a file which the data set is read from.
  ///
  /// Of a folder of images, which may have any number of files, only the folder of the path and the
  /// beginning of its file are looked at.
  package func reads(_ path: String) -> Bool { dataset?.reads(path) ?? false }

  /// The data set at the path; `nil` if there is none that is read from the user's files.
  private var dataset: (any DatasetFormat)? {
    guard case .path(let path) = location else { return nil }
    return try? DatasetFormats.dataset(at: path)
  }

  /// The data set, read, checked and split.
  ///
  /// Files are not trusted. Values and targets take at most 1 GiB of memory. Images of a folder and
  /// values of uncompressed IDX files stay on disk if they would take more, as do values of
  /// uncompressed `.npy` files from 256 MiB. A file that is read as a whole has at most 2 GiB; a
  /// pickle has at most 512 MiB of strings. Reading takes at most twice the values, twice the
  /// labels, twice the strings of a pickle, and 32 MiB; if there is less memory, the file is
  /// refused. Pipes and devices are refused.
  ///
  /// - Throws: `DatasetError`, which names the file, the byte and what was expected there.
  public func load() throws -> Dataset {
    if case .dataset(let dataset) = location, split.isSourceOwn { return dataset }
    return try split.dataset(of: contents())
  }

  /// The contents of the source, before the split.
  ///
  /// - Throws: `DatasetError`, as ``load()`` does.
  public func contents() throws -> DatasetContents {
    var contents: DatasetContents
    var ownOptions: ReadingOptionGroup?
    switch location {
    case .embeddedMNIST:
      contents = try IDXDataset.contents(name: "MNIST", open: ContentReader.embeddedMNIST)
    case .fashionMNIST:
      contents = try FashionMNIST.contents()
    case .path(let path):
      let dataset = try DatasetFormats.dataset(at: path)
      ownOptions = type(of: dataset).ownOptions
      contents = try dataset.contents(
        name: URL(fileURLWithPath: path).lastPathComponent,
        options: ReadingOptions(
          table: table, images: images, keepsValuesInFiles: keepsValuesInFiles))
    case .dataset(let dataset):
      contents = DatasetContents(
        name: dataset.name, form: "data set in memory", exampleShape: dataset.exampleShape,
        target: dataset.target, training: dataset.training, validation: dataset.validation,
        test: dataset.test, features: dataset.features, otherColumns: dataset.otherColumns,
        notes: dataset.readingNotes)
    }
    if images != ImageOptions(), ownOptions != .images {
      contents.notes.append(.imageOptionsUnused(data: contents.name, form: contents.form))
    }
    let tableOptions = [
      table.label == nil ? nil : "--label", table.ignored.isEmpty ? nil : "--ignore",
    ].compactMap { $0 }
    for option in tableOptions where ownOptions != .table {
      contents.notes.append(
        .tableOptionUnused(option, data: contents.name, form: contents.form))
    }
    return contents
  }

  /// The options that only this source's format has.
  package var ownOptions: ReadingOptionGroup? { dataset.flatMap { type(of: $0).ownOptions } }
}
