/// Numbers and bytes in the hexadecimal forms that messages and reports use.
public enum Hexadecimal {
  private static let digits = Array("0123456789abcdef".utf8)

  /// Two lower-case digits per byte, without separators.
  public static func string(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// An address or offset as `0x%08X`: eight upper-case digits, more when it needs them.
  public static func address(_ value: some BinaryInteger) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: Swift.max(0, 8 - text.count)) + text
  }
}
