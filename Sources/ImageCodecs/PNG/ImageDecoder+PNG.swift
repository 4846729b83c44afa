internal import CPNG
internal import Pictures

extension ImageDecoder {
  /// Decodes with libpng's simple interface, which reports errors as a message and never jumps over our frames.
  func decodePNG(_ bytes: [UInt8]) throws(ImageError) -> DecodedImage {
    let header = try PNGHeader(bytes)
    try check(width: header.width, height: header.height, .png, offset: 16)
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    // libpng frees its state on error by itself; freeing twice is allowed.
    defer { unsafe png_image_free(&image) }
    // The bytes must outlive begin and finish both, so both happen inside.
    let result: Result<PNGSamples, ImageError> = unsafe bytes.withUnsafeBytes { source in
      guard unsafe png_image_begin_read_from_memory(&image, source.baseAddress, source.count) != 0 else {
        return .failure(unsafe pngError(of: image))
      }
      return unsafe Self.finish(&image, header)
    }
    let samples = try result.get()
    return try assemble(samples, header)
  }

  /// Samples as libpng delivers them.
  private struct PNGSamples {
    let channels: Int
    let isGray: Bool
    let bytes: [UInt8]
  }

  private static func finish(_ image: inout png_image, _ header: PNGHeader) -> Result<PNGSamples, ImageError>
  {
    // The header was checked against the limit; libpng must have read the same.
    guard unsafe Int(image.width) == header.width, unsafe Int(image.height) == header.height else {
      return .failure(ImageError(kind: .library(message: "libpng reads another size"), format: .png))
    }
    let found = unsafe image.format
    let isGray = found & cpng_format_color_flag == 0
    let channels: Int
    if found & cpng_format_alpha_flag != 0 {
      channels = 4
      unsafe image.format = cpng_format_rgba
    } else {
      channels = isGray ? 1 : 3
      unsafe image.format = isGray ? cpng_format_gray : cpng_format_rgb
    }
    // Sixteen-bit files without a gamma are taken for sRGB like all others, not for linear light.
    unsafe image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
    let stride = header.width * channels
    var pixels = [UInt8](repeating: 0, count: stride * header.height)
    // The buffer has exactly height rows of stride bytes, which is what libpng writes for this format.
    let done = unsafe pixels.withUnsafeMutableBytes { target in
      unsafe png_image_finish_read(&image, nil, target.baseAddress, png_int_32(stride), nil)
    }
    guard done != 0 else { return .failure(unsafe pngError(of: image)) }
    return .success(PNGSamples(channels: channels, isGray: isGray, bytes: pixels))
  }

  private func assemble(_ samples: PNGSamples, _ header: PNGHeader) throws(ImageError) -> DecodedImage {
    var conversions: [DecodedImage.Conversion] = []
    if header.bitDepth == 16 { conversions.append(.sixteenBit) }
    if header.needsGammaCorrection { conversions.append(.gamma) }
    let (width, height) = (header.width, header.height)
    guard samples.channels == 4 else {
      let format: Picture.Format = samples.isGray ? .gray8 : .rgb888
      let result = try picture(width, height, format, samples.bytes, of: .png)
      return DecodedImage(picture: result, format: .png, conversions: conversions)
    }
    let (pixels, isTransparent) = flattened(samples.bytes, count: width * height)
    if isTransparent { conversions.append(.transparency) }
    let color = try picture(width, height, .rgb888, pixels, of: .png)
    let isGray = samples.isGray && background == Color(gray: background.red)
    return DecodedImage(
      picture: isGray ? color.converted(to: .gray8) : color, format: .png, conversions: conversions)
  }

  /// Lays RGBA over the background, rounding half up, and says whether anything was transparent.
  func flattened(_ rgba: [UInt8], count: Int) -> (pixels: [UInt8], isTransparent: Bool) {
    var pixels = [UInt8](repeating: 0, count: 3 * count)
    let below = [UInt32(background.red), UInt32(background.green), UInt32(background.blue)]
    var isTransparent = false
    let source = rgba.span
    var target = pixels.mutableSpan
    for index in 0..<count {
      let alpha = UInt32(source[4 * index + 3])
      if alpha != 255 { isTransparent = true }
      for channel in 0..<3 {
        let mixed = UInt32(source[4 * index + channel]) * alpha + below[channel] * (255 - alpha)
        target[3 * index + channel] = UInt8(truncatingIfNeeded: (mixed + 127) / 255)
      }
    }
    return (pixels, isTransparent)
  }
}

/// The error that libpng has left in its state.
func pngError(of image: png_image) -> ImageError {
  // A local copy of the fixed array is read byte by byte up to its zero, never past its 64 bytes.
  let message = unsafe withUnsafeBytes(of: image.message) { bytes in
    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
  return ImageError(
    kind: .library(message: message.isEmpty ? "libpng gives no reason" : message), format: .png)
}
