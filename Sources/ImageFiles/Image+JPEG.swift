import CTurboJPEG

extension Image {
  init(jpeg: [UInt8]) throws {
    guard let decoder = tjInitDecompress() else { throw ImageError.jpeg(lastMessage(nil)) }
    defer { tjDestroy(decoder) }
    let size = UInt(jpeg.count)
    var (width, height, subsampling, colorspace) = (Int32(0), Int32(0), Int32(0), Int32(0))
    guard
      tjDecompressHeader3(decoder, jpeg, size, &width, &height, &subsampling, &colorspace) == 0
    else { throw ImageError.jpeg(lastMessage(decoder)) }
    try Self.check(width: Int(width), height: Int(height))

    let isInk = [TJCS_CMYK, TJCS_YCCK].contains { Int32(bitPattern: $0.rawValue) == colorspace }
    let layout = isInk ? TJPF_CMYK : TJPF_RGB
    let channels = isInk ? 4 : 3
    var pixels = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
    // A file cut short is a warning to the library, which leaves the rest of the picture grey; and
    // a small file can ask for the same pixels thousands of times.
    let flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT
    // Safe: there are as many bytes as the size that the header tells needs in this layout.
    guard
      tjDecompress2(
        decoder, jpeg, size, &pixels, width, 0, height, Int32(layout.rawValue), flags) == 0
    else { throw ImageError.jpeg(lastMessage(decoder)) }
    try self.init(
      width: Int(width), height: Int(height), format: .color,
      bytes: isInk ? Self.reflected(pixels) : pixels)
  }

  /// The colours that inks reflect. Files hold the light that each ink lets through, as Adobe's
  /// programs have it.
  private static func reflected(_ inks: [UInt8]) -> [UInt8] {
    var light: [UInt8] = []
    light.reserveCapacity(inks.count / 4 * 3)
    for pixel in stride(from: 0, to: inks.count, by: 4) {
      let black = Int(inks[pixel + 3])
      for ink in inks[pixel..<pixel + 3] { light.append(UInt8((Int(ink) * black + 127) / 255)) }
    }
    return light
  }
}

/// What the library says about the last call.
private func lastMessage(_ decoder: tjhandle?) -> String {
  String(cString: tjGetErrorStr2(decoder))
}
