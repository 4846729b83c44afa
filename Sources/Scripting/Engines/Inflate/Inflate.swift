import Bytes

/// Decompresses deflate streams, byte by byte as they are asked for, with the checks of MicroPython 1.11's
/// uzlib and no others.
///
/// Bytes are taken one at a time and never ahead of need, so a source may go on behind the stream.
package struct Inflate: Sendable {
  /// How a run ended, with uzlib's numbers.
  package enum Status: Int, Sendable {
    /// As many bytes as were asked for; more may follow.
    case more = 0
    /// The end of the stream; its checksum fits.
    case done = 1
    /// The stream is broken, or ends too early.
    case dataError = -3
    /// The checksum is another one.
    case checksumError = -4
    /// A copy from further back than the window is large.
    case windowError = -5
  }

  enum Checksum: Sendable {
    case none
    case adler(Adler32)
    case crc(CRC32)
  }

  enum Block: Sendable {
    case none
    case stored
    case compressed
    case reserved
  }

  /// The last bytes of output, to copy from; empty when all of the output is the window.
  ///
  /// It begins as zeros, on the device as whatever memory held. Without a ring the same output must be passed
  /// each time.
  var ring: [UInt8] = []
  /// Where the ring's next byte goes.
  var ringEnd = 0
  var checksum = Checksum.none
  var bits = BitSource()
  var block = Block.none
  var isFinal = false
  /// Bytes left to copy; in a stored block one more than are left of it, or 0 before its length was read.
  var remaining = 0
  /// Where the copy goes on: an index into the ring, or the distance back in the output.
  var copyPosition = 0
  var literals = HuffmanCode()
  var distances = HuffmanCode()

  /// A raw stream with all of the output as its window.
  init() {}

  /// Whether a byte was asked for that the source no longer had; the stream then reads as zeros.
  var isExhausted: Bool { bits.isExhausted }

  /// Produces up to `count` bytes and appends them; after the end it must not be called again.
  ///
  /// - Parameter next: the source's next byte; nil once and for all when there is none.
  /// - Throws: what `next` throws.
  package mutating func read<Failure: Error>(
    _ count: Int, into output: inout [UInt8], next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Status {
    guard count > 0 else { return .more }
    let start = output.count
    let status = try decompress(count, into: &output, next: next)
    guard status.rawValue >= 0 else { return status }
    switch checksum {
    case .none: break
    case .adler(var sum):
      sum.update(output[start...])
      checksum = .adler(sum)
      if status == .done, try bits.bigEndianWord(next) != sum.value { return .checksumError }
    case .crc(var sum):
      sum.update(output[start...])
      checksum = .crc(sum)
      if status == .done {
        if try bits.bigEndianWord(next).byteSwapped != sum.value { return .checksumError }
        // The length that follows is read and not checked.
        _ = try bits.bigEndianWord(next)
      }
    }
    return status
  }
}

/// Adler-32 of zlib streams (RFC 1950).
struct Adler32: Sendable {
  private var low: UInt32 = 1
  private var high: UInt32 = 0

  /// The checksum of everything added so far.
  var value: UInt32 { high << 16 | low }

  /// Adds bytes to the message.
  mutating func update(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
  }
}

/// The bits of a stream, lowest first, taken from its bytes one byte at a time.
struct BitSource: Sendable {
  private var held: UInt8 = 0
  private var count = 0
  /// Whether the source ran out.
  private(set) var isExhausted = false

  /// The next whole byte, past the bits held; 0 when there is none.
  mutating func byte<Failure: Error>(_ next: () throws(Failure) -> UInt8?) throws(Failure) -> UInt8 {
    guard !isExhausted else { return 0 }
    if let byte = try next() { return byte }
    isExhausted = true
    return 0
  }

  mutating func bit<Failure: Error>(_ next: () throws(Failure) -> UInt8?) throws(Failure) -> Int {
    if count == 0 {
      held = try byte(next)
      count = 8
    }
    count -= 1
    defer { held >>= 1 }
    return Int(held & 1)
  }

  mutating func number<Failure: Error>(
    _ bitCount: Int, _ next: () throws(Failure) -> UInt8?
  ) throws(Failure) -> Int {
    var value = 0
    for place in 0..<bitCount { value |= try bit(next) << place }
    return value
  }

  /// Forgets the bits held.
  mutating func align() { count = 0 }

  mutating func bigEndianWord<Failure: Error>(_ next: () throws(Failure) -> UInt8?) throws(Failure) -> UInt32
  {
    var value: UInt32 = 0
    for _ in 0..<4 { value = value << 8 | UInt32(try byte(next)) }
    return value
  }

  mutating func littleEndianPair<Failure: Error>(_ next: () throws(Failure) -> UInt8?) throws(Failure) -> Int
  {
    let low = Int(try byte(next))
    return low | Int(try byte(next)) << 8
  }
}
