import Foundation
import ImageFiles

extension PageValues.Picture {
  /// A picture in the page itself, its pixels enlarged by a whole number.
  ///
  /// - Parameter size: the width to come near to, in CSS pixels.
  /// - Throws: `ImageError`.
  init(_ image: Image, alt: String, size: Int) throws {
    let factor = max(1, Int((Double(size) / Double(image.width)).rounded()))
    self.init(
      source: "data:image/png;base64,\(Data(try image.png()).base64EncodedString())", alt: alt,
      width: image.width * factor, height: image.height * factor)
  }
}
