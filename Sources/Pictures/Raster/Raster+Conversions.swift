extension Raster {
  /// A picture's pixels in a format.
  ///
  /// - Parameter isRounded: Whether parts are rounded to RGB565, as the firmware mostly does, or lose their low bits, as
  ///   in its JPEG decoder and in cameras.
  package init(_ picture: Picture, format: Format, isRounded: Bool = false) {
    self.init(trustedWidth: picture.width, height: picture.height, format: format)
    let isColor = picture.format == .rgb888
    let (fives, sixes) = (BoardColor.narrowed5, BoardColor.narrowed6)
    let five = fives.span
    let six = sixes.span
    let (count, isWide) = (width * height, format == .rgb565)
    let source = picture.pixels.span
    var target = bytes.mutableSpan
    for index in 0..<count {
      let red = source[isColor ? 3 &* index : index]
      let green = isColor ? source[3 &* index &+ 1] : red
      let blue = isColor ? source[3 &* index &+ 2] : red
      guard isWide else {
        let shade = isColor ? Color(red: red, green: green, blue: blue).luma : red
        target[index] = format == .binary ? (shade > 127 ? 1 : 0) : shade
        continue
      }
      let parts =
        isRounded
        ? (five[Int(red)], six[Int(green)], five[Int(blue)]) : (red >> 3, green >> 2, blue >> 3)
      target[2 &* index] = parts.0 << 3 | parts.1 >> 3
      target[2 &* index &+ 1] = parts.1 << 5 | parts.2
    }
  }

  /// The image as a picture: grey for brightness and binary pixels, else colour by ``Color/init(rgb565:)``.
  package var picture: Picture {
    let count = width * height
    let format: Picture.Format = format == .rgb565 ? .rgb888 : .gray8
    var pixels = [UInt8](repeating: 0, count: count * format.channelCount)
    let source = bytes.span
    var target = pixels.mutableSpan
    for index in 0..<count {
      switch self.format {
      case .binary: target[index] = source[index] == 0 ? 0 : 255
      case .grayscale: target[index] = source[index]
      case .rgb565:
        let (high, low) = (source[2 &* index], source[2 &* index &+ 1])
        let (red, green, blue) = (high >> 3, (high & 7) << 3 | low >> 5, low & 31)
        target[3 &* index] = red << 3 | red >> 2
        target[3 &* index &+ 1] = green << 2 | green >> 4
        target[3 &* index &+ 2] = blue << 3 | blue >> 2
      }
    }
    return Picture(trustedWidth: width, height: height, format: format, pixels: pixels)
  }

  /// The image in another format.
  ///
  /// **Source**: `imlib.h`: colour becomes grey by ``BoardColor/brightness``; binary is black or white, and white from a
  /// brightness of 128 on.
  package func converted(to format: Format) -> Raster {
    guard format != self.format else { return self }
    var result = Raster(trustedWidth: width, height: height, format: format)
    let (shades, fives, sixes) = (BoardColor.brightness, BoardColor.narrowed5, BoardColor.narrowed6)
    let brightness = shades.span
    let five = fives.span
    let six = sixes.span
    let source = bytes.span
    var target = result.bytes.mutableSpan
    for index in 0..<(width &* height) {
      let shade: UInt8
      switch self.format {
      case .binary: shade = source[index] == 0 ? 0 : 255
      case .grayscale: shade = source[index]
      case .rgb565: shade = brightness[Int(source[2 &* index]) << 8 | Int(source[2 &* index &+ 1])]
      }
      switch format {
      case .binary: target[index] = shade > 127 ? 1 : 0
      case .grayscale: target[index] = shade
      case .rgb565:
        let (short, long) = (five[Int(shade)], six[Int(shade)])
        target[2 &* index] = short << 3 | long >> 3
        target[2 &* index &+ 1] = long << 5 | short
      }
    }
    return result
  }

  /// The image in colours that show its brightness; see ``BoardColor/rainbow``.
  package var rainbow: Raster {
    var result = Raster(trustedWidth: width, height: height, format: .rgb565)
    let scale = BoardColor.rainbow
    let colors = scale.span
    let shades = converted(to: .grayscale).bytes
    let source = shades.span
    var target = result.bytes.mutableSpan
    for index in source.indices {
      let color = colors[Int(source[index])]
      target[2 &* index] = UInt8(truncatingIfNeeded: color >> 8)
      target[2 &* index &+ 1] = UInt8(truncatingIfNeeded: color)
    }
    return result
  }

  /// The planes that the KPU reads, one after another: brightness, or red, green and blue; none for binary images.
  ///
  /// **Source**: `pix_to_ai` in `py_image.c`: widened by ``BoardColor``, rows without padding.
  package var planes: [UInt8]? {
    guard format == .rgb565 else { return format == .grayscale ? bytes : nil }
    let count = width * height
    var planes = [UInt8](repeating: 0, count: 3 * count)
    let (fives, sixes) = (BoardColor.widened5, BoardColor.widened6)
    let five = fives.span
    let six = sixes.span
    let source = bytes.span
    var target = planes.mutableSpan
    for index in 0..<count {
      let (high, low) = (source[2 &* index], source[2 &* index &+ 1])
      target[index] = five[Int(high >> 3)]
      target[count &+ index] = six[Int((high & 7) << 3 | low >> 5)]
      target[2 &* count &+ index] = five[Int(low & 31)]
    }
    return planes
  }

  /// Takes the pixels from planes (`ai_to_pix`); does nothing when they are too few or the image is binary.
  ///
  /// - Parameter isRounded: Whether parts are rounded, or lose their low bits as `conv3` has it.
  package mutating func setPixels(planes: [UInt8], isRounded: Bool = true) {
    let count = width * height
    guard format != .binary, planes.count >= (format == .rgb565 ? 3 * count : count) else { return }
    let (fives, sixes) = (BoardColor.narrowed5, BoardColor.narrowed6)
    let five = fives.span
    let six = sixes.span
    let source = planes.span
    let isWide = format == .rgb565
    var target = bytes.mutableSpan
    for index in 0..<count {
      let red = source[index]
      guard isWide else {
        target[index] = red
        continue
      }
      let (green, blue) = (source[count &+ index], source[2 &* count &+ index])
      let parts =
        isRounded
        ? (five[Int(red)], six[Int(green)], five[Int(blue)]) : (red >> 3, green >> 2, blue >> 3)
      target[2 &* index] = parts.0 << 3 | parts.1 >> 3
      target[2 &* index &+ 1] = parts.1 << 5 | parts.2
    }
  }
}
