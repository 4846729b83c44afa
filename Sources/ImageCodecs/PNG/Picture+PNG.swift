internal import CPNG
internal import Pictures

extension Picture {
  /// An eight-bit grey or RGB file with libpng's default compression, or its quicker one.
  func encodedPNG(isFast: Bool = false) throws(ImageError) -> [UInt8] {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    unsafe image.width = png_uint_32(width)
    unsafe image.height = png_uint_32(height)
    unsafe image.format = format == .gray8 ? cpng_format_gray : cpng_format_rgb
    if isFast { unsafe image.flags |= png_uint_32(PNG_IMAGE_FLAG_FAST) }
    defer { unsafe png_image_free(&image) }
    let stride = png_int_32(width * format.channelCount)
    // Measuring is compressing: the usual size is tried first.
    let raw = height * (width * format.channelCount + 1)
    var size = png_alloc_size_t(raw + raw / 16 + 4096)
    var guess = [UInt8](repeating: 0, count: Int(size))
    let isEnough = unsafe pixels.withUnsafeBytes { source in
      // libpng writes at most `size` bytes, the length of `guess`.
      unsafe guess.withUnsafeMutableBytes { target in
        unsafe png_image_write_to_memory(
          &image, target.baseAddress, &size, 0, source.baseAddress, stride, nil)
      }
    }
    if isEnough != 0 {
      guess.removeLast(guess.count - Int(size))
      return guess
    }
    // This call measures: it writes nowhere and leaves the size.
    size = 0
    let measured = unsafe pixels.withUnsafeBytes { source in
      unsafe png_image_write_to_memory(&image, nil, &size, 0, source.baseAddress, stride, nil)
    }
    guard measured != 0 else { throw unsafe pngError(of: image) }
    var file = [UInt8](repeating: 0, count: Int(size))
    let written = unsafe pixels.withUnsafeBytes { source in
      // libpng writes at most `size` bytes, the length of `file`.
      unsafe file.withUnsafeMutableBytes { target in
        unsafe png_image_write_to_memory(
          &image, target.baseAddress, &size, 0, source.baseAddress, stride, nil)
      }
    }
    guard written != 0 else { throw unsafe pngError(of: image) }
    file.removeLast(file.count - Int(size))
    return file
  }
}
