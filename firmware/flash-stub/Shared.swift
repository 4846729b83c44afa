/// What both harts know: where things lie in memory, and the words by which they tell each other.
///
/// Each word has one writer, which calls ``announce(_:_:to:)`` when the other hart has to act.
enum Shared {
  /// Bytes of data that a request or reply may have.
  static var dataLimit: UInt32 { 4096 }
  /// Slots that may wait; one more is the one that is being received into.
  static var slotCount: UInt32 { 256 }
  /// Results that may wait to be sent.
  static var resultCount: UInt32 { 8 }

  /// Requests queued for hart 1 so far; hart 0 writes it.
  static var queued: Register { Register(0x8030_0400) }
  /// Times that hart 1 was told to forget what waits; hart 0 writes it.
  static var abandoned: Register { Register(0x8030_0404) }
  /// Results that hart 0 has sent or dropped so far.
  static var sent: Register { Register(0x8030_0408) }
  /// Requests that hart 1 is done with so far.
  static var finished: Register { Register(0x8030_0440) }
  /// The last ``abandoned`` that hart 1 has obeyed.
  static var forgotten: Register { Register(0x8030_0444) }
  /// Results that hart 1 has made so far.
  static var made: Register { Register(0x8030_0448) }
  /// The sequence number that was carried out last.
  static var done: Register { Register(0x8030_044C) }
  /// The failure of the epoch, 0 for none, with its address and sequence number.
  static var failure: Register { Register(0x8030_0450) }
  static var failureAddress: Register { Register(0x8030_0454) }
  static var failureSequence: Register { Register(0x8030_0458) }

  /// CRC-32 of the image as it was loaded.
  static var image: Register { Register(0x8030_045C) }

  /// Ticks of `mtime` in a second; hart 0 writes it at the start.
  static var ticksPerSecond: Register { Register(0x8030_0460) }

  /// What a byte does to the register of a CRC-32: 256 words.
  static var crcTable: Register { Register(0x8030_0000) }
  /// The slots of queued requests by their addresses, as a ring.
  static var queue: Register { Register(0x8030_0804) }

  /// The first of ``slotCount`` and one more slots, which lie ``Frame/stride`` apart.
  static var slots: UInt { 0x8010_0000 }
  /// The place of the n-th result.
  static func result(_ number: UInt32) -> Frame {
    Frame(0x8031_0000 &+ UInt(number & (resultCount &- 1)) &* 8192)
  }
  /// Where hart 1 puts a byte.
  static var byte: UInt { 0x8030_0480 }
  /// Two sectors of flash: what is there, and what shall be.
  static var found: UInt { 0x8034_0000 }
  static var wanted: UInt { 0x8034_2000 }
}

extension Shared {
  /// Writes a word behind all that was written before, and wakes a hart that waits for it.
  @inline(never) static func announce(_ word: Register, _ value: UInt32, to hart: Int) {
    memory_fence()
    word.value = value
    memory_fence()
    CLINT.msip[hart].value = 1
  }
}

/// A request or a reply in memory, without marks and escapes.
struct Frame {
  /// Where it starts; data lie at multiples of eight.
  let base: UInt
  static var stride: UInt { 4160 }

  init(_ base: UInt) { self.base = base }

  /// Bytes of data; as the receiver or the maker of the frame says.
  var count: Register { Register(base) }
  /// Code, epoch and sequence number of a request.
  var head: Register { Register(base &+ 4) }
  var first: Register { Register(base &+ 8) }
  var second: Register { Register(base &+ 12) }
  /// What a request carries or a reply answers.
  var data: UInt { base &+ 16 }

  /// Makes a reply of what lies in ``first``, ``second`` and ``data``: `byteCount` bytes of data, and the checksum behind them.
  @inline(never) func seal(byteCount: UInt32) {
    count.value = byteCount
    let end = data &+ UInt(byteCount)
    var checksum = ~CRC32.sum(from: first.address, to: end)
    for index in 0..<4 as Range<UInt> {
      MemoryByte(end &+ index).value = UInt8(truncatingIfNeeded: checksum)
      checksum &>>= 8
    }
  }

  /// The epoch of a request or reply.
  static func epoch(_ head: UInt32) -> UInt32 { head &>> 8 & 0xFF }
  /// The sequence number of a request or reply.
  static func sequence(_ head: UInt32) -> UInt32 { head &>> 16 }
}

/// Checksums as of zlib.
enum CRC32 {
  static var start: UInt32 { 0xFFFF_FFFF }
  /// What the register holds behind bytes that end in their own checksum.
  static var residue: UInt32 { 0xDEBB_20E3 }

  /// Computes the table, which so takes no bytes of the image.
  static func prepare() {
    for byte in 0..<256 {
      var word = UInt32(truncatingIfNeeded: byte)
      for _ in 0..<8 { word = word &>> 1 ^ (word & 1 == 0 ? 0 : 0xEDB8_8320) }
      Shared.crcTable[byte].value = word
    }
  }

  /// The register behind one more byte.
  @inline(__always) static func add(_ byte: UInt8, to register: UInt32) -> UInt32 {
    let index = Int(truncatingIfNeeded: (register ^ UInt32(byte)) & 0xFF)
    return Shared.crcTable[index].value ^ register &>> 8
  }

  /// The checksum of bytes in memory.
  @inline(never) static func sum(from start: UInt, to end: UInt, register: UInt32 = CRC32.start) -> UInt32 {
    var (register, address) = (register, start)
    while address < end {
      register = add(MemoryByte(address).value, to: register)
      address &+= 1
    }
    return register
  }
}
