/// A cursor over little-endian bytes whose errors name the offset at which they happened.
///
/// Offsets are indices of the slice, so a reader made from a part of a file reports file offsets.
public struct ByteReader: Sendable {
  /// The bytes being read; shared with their owner, never copied.
  public let bytes: ArraySlice<UInt8>
  /// Index of the next byte to read.
  public private(set) var offset: Int

  /// Starts at the first byte of `bytes`.
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    offset = bytes.startIndex
  }

  /// Bytes left to read.
  public var remaining: Int { bytes.endIndex - offset }

  /// Takes the next `count` bytes without copying them.
  ///
  /// - Throws: `OutOfBytes` when fewer are left (or `count` is negative); the cursor then stays.
  public mutating func read(_ count: Int) throws(OutOfBytes) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else {
      throw OutOfBytes(offset: offset, needed: count, available: remaining)
    }
    defer { offset += count }
    return bytes[offset..<(offset + count)]
  }

  /// Reads one little-endian integer of any fixed width.
  public mutating func readInteger<Integer: FixedWidthInteger>(
    _ type: Integer.Type = Integer.self
  ) throws(OutOfBytes) -> Integer {
    let taken = try read(Integer.bitWidth / 8)
    var value: Integer = 0
    for byte in taken.reversed() { value = (value << 8) | Integer(truncatingIfNeeded: byte) }
    return value
  }

  /// Reads one little-endian IEEE 754 single.
  public mutating func readFloat() throws(OutOfBytes) -> Float {
    Float(bitPattern: try readInteger())
  }

  /// Moves the cursor to an absolute index inside the slice.
  public mutating func seek(to newOffset: Int) throws(OutOfBytes) {
    guard newOffset >= bytes.startIndex, newOffset <= bytes.endIndex else {
      throw OutOfBytes(offset: newOffset, needed: 0, available: remaining)
    }
    offset = newOffset
  }
}

/// A read past the end of the bytes.
public struct OutOfBytes: Error, Equatable, Sendable {
  /// Index at which the read began.
  public let offset: Int
  /// Bytes the read wanted.
  public let needed: Int
  /// Bytes that were left.
  public let available: Int

  /// Records a read of `needed` bytes at `offset` where only `available` were left.
  public init(offset: Int, needed: Int, available: Int) {
    self.offset = offset
    self.needed = needed
    self.available = available
  }
}
