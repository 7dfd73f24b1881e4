/// Images that stay in their files and are decoded on demand.
final class ImageStorage: ExampleStorage {
  private let files: ImageFileList
  private let decoder: ImageDecoder

  init(_ files: ImageFileList, decoder: ImageDecoder) {
    self.files = files
    self.decoder = decoder
  }

  var count: Int { files.count }

  func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws {
    try decoder.decode(path: files.path(example), into: target)
  }
}
