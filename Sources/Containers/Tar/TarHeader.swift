/// The 512 bytes before each member.
struct TarHeader {
  /// Path, with the prefix of ustar.
  let name: String
  /// Bytes of contents.
  let byteCount: Int
  /// What follows: `0` a file, `5` a folder, `x` more about the next member.
  let type: Unicode.Scalar

  /// Reads a block that is not all zeros.
  init(_ block: ArraySlice<UInt8>) throws(TarError) {
    let start = block.startIndex
    func field(_ offset: Int, _ count: Int) -> ArraySlice<UInt8> {
      block[(start + offset)..<(start + offset + count)]
    }
    let checksumField = field(148, 8)
    let expected = try Self.number(checksumField, "the checksum")
    // The checksum itself counts as blanks; old writers added signed bytes.
    var (sum, signedSum) = (8 * 0x20, 8 * 0x20)
    for (index, byte) in block.enumerated() where !(148..<156).contains(index) {
      sum += Int(byte)
      signedSum += Int(Int8(bitPattern: byte))
    }
    guard sum == expected || signedSum == expected else {
      throw TarError(.checksum(found: sum, expected: expected), offset: start)
    }
    byteCount = try Self.number(field(124, 12), "the size")
    type = Unicode.Scalar(block[start + 156])
    let prefix = field(257, 8).elementsEqual("ustar\u{0}00".utf8) ? Self.text(field(345, 155)) : ""
    let last = Self.text(field(0, 100))
    name = prefix.isEmpty ? last : prefix + "/" + last
  }

  /// Octal digits between blanks and zeros, or, with the highest bit set, a number of base 256.
  private static func number(_ field: ArraySlice<UInt8>, _ what: String) throws(TarError) -> Int {
    var value = 0
    func wrong() -> TarError {
      let found = String(decoding: field, as: UTF8.self).filter { !$0.isWhitespace && $0 != "\0" }
      return TarError(
        .invalid(field: what, found: "'\(found)'", expected: "an octal number"), offset: field.startIndex)
    }
    if let first = field.first, first & 0x80 != 0 {
      // The second-highest bit is the sign.
      guard first & 0x40 == 0 else { throw wrong() }
      for (index, byte) in field.enumerated() {
        let digit = Int(index == 0 ? byte & 0x3F : byte)
        guard value <= (Int.max - digit) / 256 else { throw wrong() }
        value = value * 256 + digit
      }
      return value
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    for byte in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) else { throw wrong() }
      value = value * 8 + Int(byte - UInt8(ascii: "0"))
    }
    return value
  }

  /// Bytes up to the first zero as a text.
  static func text(_ field: ArraySlice<UInt8>) -> String {
    let bytes = field.prefix { $0 != 0 }
    // Names in other encodings stay different from each other when each byte is a character.
    return String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
