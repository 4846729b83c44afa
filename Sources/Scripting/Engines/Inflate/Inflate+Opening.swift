import Bytes

/// The two ways in: `uzlib.decompress` and `uzlib.DecompIO`.
extension Inflate {
  /// The largest window of a stream, in bytes.
  package static let windowLimit = 1 << 24

  /// Decompresses a whole text, as `decompress(data, windowBits)`: raw when the number is negative, else with
  /// zlib's header.
  ///
  /// - Parameter byteLimit: the largest answer, in bytes.
  /// - Throws: `ValueError` with uzlib's number; a memory fault.
  package static func decompress(
    _ data: some Sequence<UInt8>, windowBits: Int = 0, byteLimit: Int = 1 << 28
  ) throws(EngineFault) -> [UInt8] {
    var source = data.makeIterator()
    let next = { () throws(Never) -> UInt8? in source.next() }
    var inflate = Inflate()
    if windowBits >= 0, inflate.readZlibHeader(next) == nil {
      throw EngineFault(.valueError, .number(Status.dataError.rawValue))
    }
    var output: [UInt8] = []
    while true {
      let status = inflate.read(max(1, min(4096, byteLimit - output.count + 1)), into: &output, next: next)
      guard output.count <= byteLimit else { throw .memory(output.count) }
      switch status {
      case .done: return output
      case .more: break
      case .dataError, .checksumError, .windowError: throw EngineFault(.valueError, .number(status.rawValue))
      }
    }
  }

  /// Opens a stream, as `DecompIO(stream, windowBits)`: gzip's header from 16 on, raw below 0, else zlib's.
  ///
  /// The window of a zlib stream is 2 to the power of the header's field, without the 8 that belong on top:
  /// 1.11 has this mistake, and most zlib streams end in a window error for it.
  ///
  /// - Returns: nil where the device raises `ValueError` "compression header", or has no memory for the
  ///   window.
  /// - Throws: what `next` throws.
  package static func open<Failure: Error>(
    windowBits: Int = 0, next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Inflate? {
    var inflate = Inflate()
    let bits: UInt
    if windowBits >= 16 {
      guard try inflate.readGzipHeader(next) else { return nil }
      bits = UInt(windowBits) - 16
    } else if windowBits >= 0 {
      guard let window = try inflate.readZlibHeader(next) else { return nil }
      bits = UInt(window)
    } else {
      bits = windowBits.magnitude
    }
    guard bits <= 24 else { return nil }
    inflate.ring = [UInt8](repeating: 0, count: 1 << Int(bits))
    inflate.bits = BitSource()
    return inflate
  }

  /// The header's field for the size of the window, 0…7; nil when there is no right header.
  private mutating func readZlibHeader<Failure: Error>(
    _ next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Int? {
    let method = Int(try bits.byte(next))
    let flags = Int(try bits.byte(next))
    guard (256 * method + flags) % 31 == 0, method & 15 == 8, method >> 4 <= 7, flags & 0x20 == 0 else {
      return nil
    }
    checksum = .adler(Adler32())
    return method >> 4
  }

  private mutating func readGzipHeader<Failure: Error>(
    _ next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Bool {
    for expected in [0x1F, 0x8B, 8] as [UInt8] {
      guard try bits.byte(next) == expected else { return false }
    }
    let flags = try bits.byte(next)
    guard flags & 0xE0 == 0 else { return false }
    for _ in 0..<6 { _ = try bits.byte(next) }
    if flags & 4 != 0 {
      for _ in 0..<(try bits.littleEndianPair(next)) { _ = try bits.byte(next) }
    }
    // A file's name, then a comment; each ends at a zero byte.
    for flag in [8, 16] as [UInt8] where flags & flag != 0 {
      while try bits.byte(next) != 0 {}
    }
    if flags & 2 != 0 { _ = try bits.littleEndianPair(next) }
    checksum = .crc(CRC32())
    return true
  }
}
