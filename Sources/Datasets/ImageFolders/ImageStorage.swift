/// Images that stay in their files and are decoded on demand.
final class ImageStorage: ExampleStorage {
  let count: Int
  private let decoder: ImageDecoder
  /// The path of an image.
  private let path: @Sendable (Int) -> String

  init(count: Int, decoder: ImageDecoder, path: @escaping @Sendable (Int) -> String) {
    self.count = count
    self.decoder = decoder
    self.path = path
  }

  func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws {
    try decoder.decode(path: self.path(example), into: target)
  }
}
