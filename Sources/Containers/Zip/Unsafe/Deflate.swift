internal import CZLib

/// Raw deflate streams (RFC 1951), computed by zlib.
///
/// **Invariant** of every call into zlib: the pointers are lent by Swift arrays for the length of one call, the
/// counts beside them are those arrays' own, and the stream's state is released before the function returns.
enum Deflate {
  /// No stream unpacks to more than this times its own size: 258 bytes for two bits.
  static let largestRatio = 1032

  /// Why a stream is not what its archive says.
  enum Failure: Error, Equatable {
    /// zlib refuses the stream, or has no memory.
    case corrupt(String)
    /// It ends, or the bytes end, after this many of the promised bytes.
    case short(produced: Int)
    /// It goes on behind the promised bytes.
    case long
    /// It ends before the bytes that were set aside for it.
    case unused(byteCount: Int)
  }

  /// Unpacks a stream that fills `compressed` and results in exactly `byteCount` bytes.
  ///
  /// One byte more than that is allocated; the caller has bounded `byteCount`.
  static func inflate(_ compressed: ArraySlice<UInt8>, byteCount: Int) throws(Failure) -> [UInt8] {
    var stream = unsafe z_stream()
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    guard unsafe inflateInit2_(&stream, -15, ZLIB_VERSION, size) == Z_OK else {
      throw .corrupt("zlib does not start")
    }
    defer { unsafe _ = inflateEnd(&stream) }
    // The byte behind the result shows whether the stream would go on, and gives zlib a place when it is empty.
    var input = Array(compressed)
    var result = [UInt8](repeating: 0, count: byteCount + 1)
    guard let capacity = UInt32(exactly: result.count), let available = UInt32(exactly: input.count) else {
      throw .corrupt("more than 4 GiB")
    }
    let code = unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { target in
        unsafe (stream.next_in, stream.avail_in) = (source.baseAddress, available)
        unsafe (stream.next_out, stream.avail_out) = (target.baseAddress, capacity)
        return unsafe CZLib.inflate(&stream, Z_FINISH)
      }
    }
    let (left, produced) = unsafe (Int(stream.avail_in), result.count - Int(stream.avail_out))
    if produced > byteCount { throw .long }
    guard code == Z_STREAM_END else {
      if code == Z_BUF_ERROR { throw .short(produced: produced) }
      throw .corrupt(unsafe stream.msg.map { unsafe String(cString: $0) } ?? "zlib error \(code)")
    }
    guard produced == byteCount else { throw .short(produced: produced) }
    guard left == 0 else { throw .unused(byteCount: left) }
    result.removeLast()
    return result
  }

  /// Packs bytes as tightly as zlib can; nil when it cannot (beyond 4 GiB, or no memory).
  ///
  /// Equal bytes give equal streams with equal versions of zlib.
  static func deflate(_ bytes: [UInt8]) -> [UInt8]? {
    var stream = unsafe z_stream()
    let settings = (level: Int32(9), windowBits: Int32(-15), memoryLevel: Int32(8))
    guard
      unsafe deflateInit2_(
        &stream, settings.level, Z_DEFLATED, settings.windowBits, settings.memoryLevel, Z_DEFAULT_STRATEGY,
        ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { unsafe _ = deflateEnd(&stream) }
    let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
    guard let capacity = UInt32(exactly: bound), let available = UInt32(exactly: bytes.count) else {
      return nil
    }
    var input = bytes
    var result = [UInt8](repeating: 0, count: bound)
    let code = unsafe input.withUnsafeMutableBufferPointer { source in
      unsafe result.withUnsafeMutableBufferPointer { target in
        unsafe (stream.next_in, stream.avail_in) = (source.baseAddress, available)
        unsafe (stream.next_out, stream.avail_out) = (target.baseAddress, capacity)
        return unsafe CZLib.deflate(&stream, Z_FINISH)
      }
    }
    guard code == Z_STREAM_END else { return nil }
    result.removeLast(unsafe Int(stream.avail_out))
    return result
  }
}
