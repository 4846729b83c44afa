extension Color {
  /// The colour in sixteen bits: red in the upper five, green in six, blue in the lower five; low bits are dropped.
  public var rgb565: UInt16 {
    UInt16(red >> 3) << 11 | UInt16(green >> 2) << 5 | UInt16(blue >> 3)
  }

  /// Widens sixteen bits; the upper bits of a part are repeated below, so that full stays full.
  public init(rgb565 value: UInt16) {
    let red = UInt8(truncatingIfNeeded: value >> 11)
    let green = UInt8(truncatingIfNeeded: value >> 5) & 63
    let blue = UInt8(truncatingIfNeeded: value) & 31
    self.init(red: red << 3 | red >> 2, green: green << 2 | green >> 4, blue: blue << 3 | blue >> 2)
  }
}

extension Picture {
  /// One sixteen-bit value per pixel, in rows from the top; see ``Color/rgb565``.
  public var rgb565: [UInt16] {
    var result = [UInt16](repeating: 0, count: width * height)
    let source = pixels.span
    let channels = format.channelCount
    // Grey reads its one byte three times.
    let (green, blue) = format == .gray8 ? (0, 0) : (1, 2)
    for index in result.indices {
      let start = index &* channels
      let color = Color(red: source[start], green: source[start &+ green], blue: source[start &+ blue])
      result[index] = color.rgb565
    }
    return result
  }

  /// Makes a colour picture of sixteen-bit pixels.
  ///
  /// - Throws: `PictureError` when the size is out of bounds or there is not one value per pixel.
  public init(width: Int, height: Int, rgb565: [UInt16]) throws(PictureError) {
    let byteCount = try Self.byteCount(width: width, height: height, format: .rgb888)
    guard rgb565.count == width * height else {
      throw PictureError(kind: .byteCount(expected: 2 * width * height, found: 2 * rgb565.count))
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(byteCount)
    for value in rgb565 {
      let color = Color(rgb565: value)
      pixels.append(color.red)
      pixels.append(color.green)
      pixels.append(color.blue)
    }
    self.init(trustedWidth: width, height: height, format: .rgb888, pixels: pixels)
  }
}
