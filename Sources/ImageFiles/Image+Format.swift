extension Image {
  /// The image in a format.
  ///
  /// A colour becomes the grey level of its luma (ITU-R BT.601), rounded, as in Pillow's
  /// `convert("L")`; a grey level becomes the colour of three such levels.
  public func converted(to format: Format) -> Image {
    switch (self.format, format) {
    case (.grey, .grey), (.color, .color): self
    case (.color, .grey):
      Image(width: width, height: height, checked: .grey, bytes: Self.luma(bytes))
    case (.grey, .color):
      Image(width: width, height: height, checked: .color, bytes: Self.tripled(bytes))
    }
  }

  private static func luma(_ colors: [UInt8]) -> [UInt8] {
    let count = colors.count / 3
    return [UInt8](unsafeUninitializedCapacity: count) { levels, initializedCount in
      colors.withUnsafeBufferPointer { colors in
        // Safe: there are three bytes for each level. A `while` loop over plain pointers, since
        // debug builds run this as well. The factors are those of the standard times 65536, and
        // add up to that.
        guard let source = colors.baseAddress, let target = levels.baseAddress else { return }
        var pixel = 0
        while pixel < count {
          let color = source + 3 &* pixel
          let sum =
            19595 &* UInt32(color[0]) &+ 38470 &* UInt32(color[1]) &+ 7471 &* UInt32(color[2])
          target[pixel] = UInt8(truncatingIfNeeded: (sum &+ 0x8000) >> 16)
          pixel &+= 1
        }
      }
      initializedCount = count
    }
  }

  private static func tripled(_ levels: [UInt8]) -> [UInt8] {
    let count = 3 * levels.count
    return [UInt8](unsafeUninitializedCapacity: count) { colors, initializedCount in
      levels.withUnsafeBufferPointer { levels in
        // Safe: there are three bytes for each level.
        guard let source = levels.baseAddress, let target = colors.baseAddress else { return }
        var pixel = 0
        while pixel < levels.count {
          let color = target + 3 &* pixel
          color[0] = source[pixel]
          color[1] = source[pixel]
          color[2] = source[pixel]
          pixel &+= 1
        }
      }
      initializedCount = count
    }
  }
}
