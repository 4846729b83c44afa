/// Strings in the form that `ujson.dumps` gives them.
package enum JSONText {
  /// Appends a string in quotes; bytes from 0x20 on stay as they are but for quote and backslash
  /// (`py/objstr.c`).
  package static func appendString(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for index in bytes.indices {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case 0x20...: text.append(byte)
      case 0x0A: text += "\\n".utf8
      case 0x0D: text += "\\r".utf8
      case 0x09: text += "\\t".utf8
      default:
        let low = byte & 15
        text += "\\u00".utf8
        text += [0x30 + byte >> 4, low < 10 ? 0x30 + low : 0x57 + low]
      }
    }
    text.append(UInt8(ascii: "\""))
  }

  /// Appends a character as UTF-8; halves of surrogate pairs and numbers above Unicode's get the same bit
  /// pattern (`py/vstr.c`).
  static func appendCharacter(_ number: UInt32, to text: inout [UInt8]) {
    func byte(_ shift: UInt32, _ mark: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: mark == 0x80 ? (number >> shift) & 0x3F | mark : number >> shift | mark)
    }
    switch number {
    case ..<0x80: text.append(UInt8(truncatingIfNeeded: number))
    case ..<0x800: text += [byte(6, 0xC0), byte(0, 0x80)]
    case ..<0x10000: text += [byte(12, 0xE0), byte(6, 0x80), byte(0, 0x80)]
    default: text += [byte(18, 0xF0), byte(12, 0x80), byte(6, 0x80), byte(0, 0x80)]
    }
  }
}
