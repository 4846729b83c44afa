/// Bytes as hexadecimal and base 64 text, as module `ubinascii` of MicroPython 1.11 reads and writes them.
package enum BinaryText {
  /// Two lower-case digits per byte; a separator between bytes when there is one (an empty separator text is
  /// a zero byte there).
  package static func hexadecimal(_ bytes: some Sequence<UInt8>, separator: UInt8? = nil) -> [UInt8] {
    var text: [UInt8] = []
    for byte in bytes {
      if let separator, !text.isEmpty { text.append(separator) }
      for digit in [byte >> 4, byte & 15] { text.append(digit < 10 ? 0x30 + digit : 0x57 + digit) }
    }
    return text
  }

  /// The bytes that hexadecimal digits of either case stand for.
  ///
  /// - Throws: `ValueError` "odd-length string" or "non-hex digit found".
  package static func bytes(hexadecimal text: some Collection<UInt8>) throws(EngineFault) -> [UInt8] {
    guard text.count % 2 == 0 else { throw EngineFault(.valueError, "odd-length string") }
    var bytes: [UInt8] = []
    var high: UInt8?
    for character in text {
      let digit: UInt8
      switch character {
      case 0x30...0x39: digit = character - 0x30
      case 0x41...0x46: digit = character - 0x37
      case 0x61...0x66: digit = character - 0x57
      default: throw EngineFault(.valueError, "non-hex digit found")
      }
      if let first = high {
        bytes.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return bytes
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Base 64 with padding and a line feed at the end, in one line.
  package static func base64(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      bitCount += 8
      while bitCount >= 6 {
        bitCount -= 6
        text.append(alphabet[Int(bits >> bitCount & 63)])
      }
      bits &= 0xFF
    }
    if bitCount > 0 { text.append(alphabet[Int(bits << (6 - bitCount) & 63)]) }
    while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    text.append(0x0A)
    return text
  }

  /// The bytes of a base 64 text: characters outside the alphabet are skipped, and right padding ends it.
  ///
  /// - Throws: `ValueError` "incorrect padding" when bits are left over.
  package static func bytes(base64 text: some Sequence<UInt8>) throws(EngineFault) -> [UInt8] {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    var followsPadding = false
    for character in text {
      if character == UInt8(ascii: "=") {
        if bitCount == 2 || (bitCount == 4 && followsPadding) {
          bitCount = 0
          break
        }
        followsPadding = true
      }
      guard let sextet = sextet(character) else { continue }
      followsPadding = false
      bits = bits << 6 | UInt32(sextet)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
      }
    }
    guard bitCount == 0 else { throw EngineFault(.valueError, "incorrect padding") }
    return bytes
  }

  private static func sextet(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x41...0x5A: character - 0x41
    case 0x61...0x7A: character - 0x61 + 26
    case 0x30...0x39: character - 0x30 + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }

  /// What a byte's low half does to a checksum's register.
  private static let halfByteTable: [UInt32] = (0..<16).map { half in
    (0..<4).reduce(UInt32(half)) { value, _ in (value >> 1) ^ (value & 1 == 0 ? 0 : 0xEDB8_8320) }
  }

  /// The CRC-32 of `bytes` that goes on from the checksum of what came before; 0 when nothing did.
  package static func checksum(_ bytes: some Sequence<UInt8>, goingOnFrom checksum: UInt32 = 0) -> UInt32 {
    var register = ~checksum
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<2 { register = halfByteTable[Int(register & 15)] ^ (register >> 4) }
    }
    return ~register
  }
}
