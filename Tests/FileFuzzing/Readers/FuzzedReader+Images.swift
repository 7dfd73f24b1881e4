import Datasets
import ImageFiles

extension FuzzedReader {
  /// Pictures: their headers, as folders of images are read by them, and their pixels, as a model
  /// has them.
  static let images: [FuzzedReader] = [
    FuzzedReader("png", PNGFormat(), memory: .picture, read: picture),
    FuzzedReader("jpeg", JPEGFormat(), memory: .picture, read: picture),
  ]

  private static let picture: @Sendable ([UInt8], ScratchFolder) throws -> Void = { bytes, folder in
    let path = folder.write(bytes, to: "picture")
    _ = ImageHeader.isImage(path: path)
    let channels = bytes.count % 2 == 0 ? 1 : 3
    do {
      _ = try ImageHeader(path: path)
    } catch is ImageError {}
    _ = try ExampleFile(path: path, exampleShape: [channels, 4, 4])
  }
}

extension MemoryBound {
  /// Of pictures: a byte of a row has at most 8 pixels, of three bytes each.
  fileprivate static let picture = MemoryBound(fixed: 2 << 20, multiple: 32 * 1032)
}
