/// Bytes between quotes, as the device prints them in messages.
enum QuotedBytes {
  /// In single quotes, unless there are such and no double ones among the bytes; whatever is not printable
  /// ASCII is escaped.
  static func text(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let single: UInt8 = 0x27
    let double: UInt8 = 0x22
    let backslash: UInt8 = 0x5C
    let quote = bytes.contains(single) && !bytes.contains(double) ? double : single
    var result = [quote]
    for byte in bytes {
      switch byte {
      case quote, backslash: result += [backslash, byte]
      case 0x0A: result += [backslash, Ascii.n]
      case 0x0D: result += [backslash, Ascii.r]
      case 0x09: result += [backslash, 0x74]
      case 0x20..<0x7F: result.append(byte)
      default:
        let digits = IntegerText.format(Int(byte), base: 16)
        result += [backslash, Ascii.x] + (digits.count == 1 ? [Ascii.zero] : []) + digits
      }
    }
    return result + [quote]
  }
}
