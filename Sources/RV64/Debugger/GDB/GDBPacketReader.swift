/// Finds packets of GDB's remote serial protocol in a stream of bytes.
///
/// A packet is `$`, a body in which `}` escapes the byte behind it, `#` and two digits of checksum. Whatever comes, the
/// reader holds at most ``bodyLimit`` bytes.
///
/// **Source**: GDB manual, appendix "GDB Remote Serial Protocol", overview (certain).
struct GDBPacketReader {
  /// What a byte completed.
  enum Event: Equatable {
    /// The body of a packet, without escapes.
    case packet([UInt8])
    /// A packet whose checksum is wrong.
    case damaged
    /// A packet longer than ``bodyLimit``.
    case tooLong
    /// The other side got the last packet: `+`.
    case acknowledged
    /// The other side wants the last packet again: `-`.
    case refused
    /// The user wants the machine to stop: ^C.
    case interrupt
  }

  /// Bytes of a body as it is sent, at most; `PacketSize` of the protocol.
  static let bodyLimit = 0x4000

  private enum State {
    case outside, body
    /// One digit of the checksum is still to come, or both are.
    case checksum(first: UInt8?)
  }

  private var state = State.outside
  private var body: [UInt8] = []
  private var sum: UInt8 = 0
  private var isTooLong = false

  /// Takes a byte.
  mutating func take(_ byte: UInt8) -> Event? {
    switch (state, byte) {
    case (.outside, UInt8(ascii: "+")): return .acknowledged
    case (.outside, UInt8(ascii: "-")): return .refused
    case (.outside, 3): return .interrupt
    case (_, UInt8(ascii: "$")):
      // It does not stand in a body unless escaped, so the packet before was cut off.
      (state, body, sum, isTooLong) = (.body, [], 0, false)
    case (.outside, _): break
    case (.body, UInt8(ascii: "#")): state = .checksum(first: nil)
    case (.body, _):
      sum &+= byte
      if body.count < Self.bodyLimit { body.append(byte) } else { isTooLong = true }
    case (.checksum(nil), _): state = .checksum(first: byte)
    case (.checksum(let first?), _):
      state = .outside
      return finish(first, byte)
    }
    return nil
  }

  private mutating func finish(_ first: UInt8, _ second: UInt8) -> Event {
    defer { body = [] }
    guard let high = HexDigit.value(first), let low = HexDigit.value(second), high << 4 | low == sum else {
      return .damaged
    }
    return isTooLong ? .tooLong : .packet(Self.unescaped(body))
  }

  private static func unescaped(_ body: [UInt8]) -> [UInt8] {
    guard body.contains(UInt8(ascii: "}")) else { return body }
    var (bytes, isEscaped) = ([UInt8](), false)
    for byte in body {
      if byte == UInt8(ascii: "}"), !isEscaped {
        isEscaped = true
      } else {
        bytes.append(isEscaped ? byte ^ 0x20 : byte)
        isEscaped = false
      }
    }
    return bytes
  }
}

/// Packets as they are sent.
enum GDBPacket {
  /// A body with its frame; bytes that mean something to the protocol are escaped.
  static func framed(_ body: [UInt8]) -> [UInt8] {
    var bytes = [UInt8(ascii: "$")]
    for byte in body {
      switch byte {
      case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "}"), UInt8(ascii: "*"):
        bytes += [UInt8(ascii: "}"), byte ^ 0x20]
      default: bytes.append(byte)
      }
    }
    let sum = bytes.dropFirst().reduce(0, &+)
    return bytes + [UInt8(ascii: "#"), HexDigit.of(sum >> 4), HexDigit.of(sum & 15)]
  }
}

/// Digits of hexadecimal numbers, lower case when written.
enum HexDigit {
  /// The value of a digit of either case.
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  /// The digit of a value from 0 to 15.
  static func of(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }
}
