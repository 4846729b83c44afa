/// The framing of the K210's serial protocol: RFC 1055 with a mark at both ends of a frame.
public enum SLIP {
  /// Begins and ends a frame.
  static let mark: UInt8 = 0xC0
  /// Begins an escape.
  static let escape: UInt8 = 0xDB
  /// Behind an escape: stands for the mark.
  static let escapedMark: UInt8 = 0xDC
  /// Behind an escape: stands for the escape itself.
  static let escapedEscape: UInt8 = 0xDD

  /// A body as it travels: between marks, with marks and escapes inside escaped.
  public static func encode(_ body: some Sequence<UInt8>) -> [UInt8] {
    var wire = [mark]
    for byte in body {
      switch byte {
      case mark: wire += [escape, escapedMark]
      case escape: wire += [escape, escapedEscape]
      default: wire.append(byte)
      }
    }
    wire.append(mark)
    return wire
  }
}
