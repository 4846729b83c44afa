internal import CZLib

extension Deflate {
  /// Bytes that zlib may put out at a time.
  private static let pieceByteCount = 64 << 10

  /// Unpacks the stream that `compressed` starts with, whose size nobody promised.
  ///
  /// - Parameter limit: most bytes of the result.
  /// - Returns: the result, and how many bytes of `compressed` the stream took.
  static func inflate(
    _ compressed: ArraySlice<UInt8>, limit: Int
  ) throws(Failure) -> (bytes: [UInt8], consumed: Int) {
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, size) == Z_OK else {
      throw .corrupt("zlib does not start")
    }
    defer { unsafe _ = inflateEnd(&stream) }
    guard let available = UInt32(exactly: compressed.count) else { throw .corrupt("more than 4 GiB") }
    var piece = [UInt8](repeating: 0, count: pieceByteCount)
    var result: [UInt8] = []
    // zlib reads through this pointer in every round, so that the array stays lent for all of them; it writes nothing
    // there, although its declaration lets it.
    let code = unsafe compressed.withUnsafeBufferPointer { source in
      unsafe (stream.next_in, stream.avail_in) = (
        UnsafeMutablePointer(mutating: source.baseAddress), available
      )
      while true {
        let code = unsafe piece.withUnsafeMutableBufferPointer { target in
          unsafe (stream.next_out, stream.avail_out) = (target.baseAddress, UInt32(target.count))
          return unsafe CZLib.inflate(&stream, Z_NO_FLUSH)
        }
        let produced = unsafe pieceByteCount - Int(stream.avail_out)
        // One byte more than allowed ends it, and says so.
        result.append(contentsOf: piece[..<min(produced, max(0, limit + 1 - result.count))])
        if code != Z_OK || result.count > limit { return code }
      }
    }
    if result.count > limit { throw .long }
    guard code == Z_STREAM_END else {
      if code == Z_BUF_ERROR { throw .short(produced: result.count) }
      throw .corrupt(unsafe stream.msg.map { unsafe String(cString: $0) } ?? "zlib error \(code)")
    }
    return (result, unsafe Int(available) - Int(stream.avail_in))
  }
}
