internal import CPNG
internal import Pictures

extension Picture {
  /// An eight-bit grey or RGB file with libpng's default compression.
  func encodedPNG() throws(ImageError) -> [UInt8] {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    unsafe image.width = png_uint_32(width)
    unsafe image.height = png_uint_32(height)
    unsafe image.format = format == .gray8 ? cpng_format_gray : cpng_format_rgb
    defer { unsafe png_image_free(&image) }
    let stride = png_int_32(width * format.channelCount)
    // The first call measures: it writes nowhere and leaves the size.
    var size: png_alloc_size_t = 0
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
