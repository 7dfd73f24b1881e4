/// A format of images that is recognised, by the first bytes of a file, but not read.
public enum OtherImageFormat: String, Sendable {
  /// WebP.
  case webP = "WebP"
  /// GIF.
  case gif = "GIF"
  /// BMP, the bitmaps of Windows.
  case bmp = "BMP"
  /// TIFF.
  case tiff = "TIFF"

  /// The number of first bytes that show the format.
  package static let signatureSize = 12

  /// The format of a file by its first bytes; `nil` for any other.
  package init?(_ bytes: [UInt8]) {
    func has(_ text: String, at place: Int = 0) -> Bool {
      bytes.dropFirst(place).starts(with: text.utf8)
    }
    if has("RIFF"), has("WEBP", at: 8) {
      self = .webP
    } else if has("GIF87a") || has("GIF89a") {
      self = .gif
    } else if has("BM"), bytes.count >= 10, bytes[6..<10].allSatisfy({ $0 == 0 }) {
      // After the size of the file come four bytes that nothing uses.
      self = .bmp
    } else if has("II*\0") || has("MM\0*") {
      self = .tiff
    } else {
      return nil
    }
  }
}
