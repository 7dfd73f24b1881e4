import CTurboJPEG

extension Image {
  init(jpeg: [UInt8], format: Format?) throws {
    guard let decoder = tjInitDecompress() else { throw ImageError.jpeg(lastMessage(nil)) }
    defer { tjDestroy(decoder) }
    let size = UInt(jpeg.count)
    var (width, height, subsampling, colorspace) = (Int32(0), Int32(0), Int32(0), Int32(0))
    guard
      tjDecompressHeader3(decoder, jpeg, size, &width, &height, &subsampling, &colorspace) == 0
    else { throw ImageError.jpeg(lastMessage(decoder)) }
    try Self.check(width: Int(width), height: Int(height))
    // With Huffman codes, which nearly all files have, each block of 8 x 8 pixels takes a bit at
    // least. Arithmetic codes could take less of a large and even picture.
    guard Int(width) * Int(height) <= 8 * 64 * (jpeg.count + 1) else {
      throw ImageError.tooShort(byteCount: jpeg.count, width: Int(width), height: Int(height))
    }

    let isInk = [TJCS_CMYK, TJCS_YCCK].contains { Int32(bitPattern: $0.rawValue) == colorspace }
    let isGrey = format != .color && Int32(bitPattern: TJCS_GRAY.rawValue) == colorspace
    let layout = isInk ? TJPF_CMYK : isGrey ? TJPF_GRAY : TJPF_RGB
    let channels = isInk ? 4 : isGrey ? 1 : 3
    let count = Int(width) * Int(height) * channels
    // The library keeps the coefficients of all scans of a progressive file, two bytes each.
    try Self.checkMemory(3 * count)
    var pixels = [UInt8](repeating: 0, count: count)
    // A file cut short is a warning to the library, which leaves the rest of the picture grey; and
    // a small file can ask for the same pixels thousands of times.
    let flags = TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT
    // Safe: there are as many bytes as the size that the header tells needs in this layout.
    guard
      tjDecompress2(
        decoder, jpeg, size, &pixels, width, 0, height, Int32(layout.rawValue), flags) == 0
    else { throw ImageError.jpeg(lastMessage(decoder)) }
    if isInk { Self.reflect(&pixels) }
    try self.init(
      width: Int(width), height: Int(height), format: isGrey ? .grey : .color, bytes: pixels)
  }

  /// Replaces inks by the colours that they reflect. Files hold the light that each ink lets
  /// through, as Adobe's programs have it.
  private static func reflect(_ inks: inout [UInt8]) {
    var color = 0
    for pixel in stride(from: 0, to: inks.count, by: 4) {
      let black = Int(inks[pixel + 3])
      for ink in pixel..<pixel + 3 {
        // No ink that is still to be read: there are fewer colours than inks.
        inks[color] = UInt8((Int(inks[ink]) * black + 127) / 255)
        color += 1
      }
    }
    inks.removeLast(inks.count - color)
  }
}

/// What the library says about the last call.
private func lastMessage(_ decoder: tjhandle?) -> String {
  String(cString: tjGetErrorStr2(decoder))
}
