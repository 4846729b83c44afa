internal import CTurboJPEG
internal import Pictures

extension Picture {
  /// A baseline file; colour without chroma subsampling.
  func encodedJPEG(quality: Int) throws(ImageError) -> [UInt8] {
    let encoder = try JPEGHandle(for: .encoding)
    let isGray = format == .gray8
    let sampling = Int32(bitPattern: isGray ? TJSAMP_GRAY.rawValue : TJSAMP_444.rawValue)
    let pixelFormat = isGray ? TJPF_GRAY.rawValue : TJPF_RGB.rawValue
    // Enough for any image of this size, so the library never has to grow the buffer.
    var size = tjBufSize(Int32(width), Int32(height), sampling)
    var file = [UInt8](repeating: 0, count: Int(size))
    let stride = Int32(width * format.channelCount)
    let done = unsafe pixels.withUnsafeBufferPointer { source in
      unsafe file.withUnsafeMutableBufferPointer { target in
        var output = target.baseAddress
        return unsafe tjCompress2(
          encoder.handle, source.baseAddress, Int32(width), stride, Int32(height), Int32(pixelFormat),
          &output,
          &size, sampling, Int32(quality), TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT)
      }
    }
    guard done == 0 else { throw encoder.error }
    file.removeLast(file.count - Int(size))
    return file
  }
}
