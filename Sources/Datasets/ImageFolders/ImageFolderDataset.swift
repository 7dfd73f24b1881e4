import Diagnostics
import ImageFiles

/// The data set of a folder of images.
enum ImageFolderDataset {
  /// Reads the folder.
  ///
  /// If the values of all sets take at most `memoryLimit` bytes, the images are decoded at once;
  /// otherwise on demand.
  static func contents(
    name: String, folder: ImageFolder, options: ImageOptions,
    memoryLimit: Int = DatasetLimits.arrayBytes
  ) throws -> DatasetContents {
    let lists = try folder.sets.map(ImageFileList.init)
    let decoder = try decoder(of: lists, folder: folder, options: options)
    for list in lists {
      for index in 0..<list.count {
        let header = list.header(index)
        try decoder.check(width: header.width, height: header.height, path: list.path(index))
      }
    }
    let count = lists.map(\.count).reduce(0, +)
    let byteCount = product([count, decoder.exampleSize + MemoryLayout<Int32>.size])
    let isInMemory = byteCount.map { $0 <= memoryLimit && canAllocate(byteCount: $0) } ?? false

    func examples(_ set: ImageFolder.ClassFolders?) throws -> LabeledExamples? {
      guard let set, let index = folder.sets.firstIndex(where: { $0.path == set.path }) else {
        return nil
      }
      // Another set may lack classes; its labels are those of the training set.
      let labels = set.classes.map { name in
        Int32(folder.training.classes.firstIndex(of: name) ?? 0)
      }
      return LabeledExamples(
        values: isInMemory
          ? .bytes(try decoded(lists[index], decoder: decoder))
          : .stored(
            StoredValues(
              ImageStorage(
                count: lists[index].count, decoder: decoder, path: lists[index].path(_:)),
              element: .byte, size: decoder.exampleSize)),
        labels: lists[index].folderNumbers.map { labels[$0] })
    }

    return DatasetContents(
      name: name, form: "folder of images", exampleShape: decoder.exampleShape,
      target: .classes(folder.training.classes),
      training: try examples(folder.training) ?? LabeledExamples(values: .bytes([]), labels: []),
      validation: try examples(folder.validation), test: try examples(folder.test),
      notes: notes(folder, lists))
  }

  /// What is in the folder but not in the data set.
  private static func notes(_ folder: ImageFolder, _ lists: [ImageFileList]) -> [DatasetNote] {
    let emptyFolders = folder.sets.flatMap { set in
      set.emptyFolders.map { "\(set.path)/\($0)" }
    }
    let otherFiles = lists.flatMap(\.otherFiles)
    return [
      emptyFolders.first.map { .emptyFolders(first: $0, others: emptyFolders.count - 1) },
      otherFiles.first.map { .otherFiles(first: $0, others: otherFiles.count - 1) },
    ].compactMap { $0 }
  }

  /// The decoder that gives all images one shape.
  private static func decoder(
    of lists: [ImageFileList], folder: ImageFolder, options: ImageOptions
  ) throws -> ImageDecoder {
    let format: Image.Format =
      switch options.channels {
      case .grey: .grey
      case .color: .color
      case .automatic:
        lists.allSatisfy { list in
          (0..<list.count).allSatisfy { list.header($0).format == .grey }
        } ? .grey : .color
      }
    if let size = options.size {
      let count = product([size.width, size.height]) ?? .max
      guard size.width >= 1, size.height >= 1, count <= Image.mostPixels else {
        throw DatasetError(
          file: folder.training.path,
          ImageFolderError.image(
            .size(width: size.width, height: size.height, mostPixels: Image.mostPixels)))
      }
      return ImageDecoder(width: size.width, height: size.height, format: format, size: .resized)
    }
    guard let first = lists.first(where: { $0.count > 0 }) else {
      throw DatasetError(file: folder.training.path, .emptySplit)
    }
    return ImageDecoder(
      width: first.header(0).width, height: first.header(0).height, format: format,
      size: .asIn(first.path(0)))
  }

  /// The values of all images, decoded on all cores.
  private static func decoded(_ files: ImageFileList, decoder: ImageDecoder) throws -> [UInt8] {
    let size = decoder.exampleSize
    return try [UInt8](unsafeUninitializedCapacity: files.count * size) { bytes, initializedCount in
      // Safe: each call writes the values of an example of its own, for all of which there is room.
      let values = SharedBuffer(elements: bytes)
      try forEachInParallel(below: files.count) { index in
        let example = UnsafeMutableBufferPointer(
          rebasing: values.elements[index * size..<(index + 1) * size])
        try decoder.decode(path: files.path(index), into: UnsafeMutableRawBufferPointer(example))
      }
      initializedCount = files.count * size
    }
  }
}
