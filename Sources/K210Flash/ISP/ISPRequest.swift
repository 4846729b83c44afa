internal import Bytes

/// What a host asks of the mask ROM or a flash stub: the body of one frame.
///
/// **Layout**, little endian: code (2), zero (2), CRC-32 of all that follows (4), first word (4), second word (4),
/// data. Requests without arguments may be shorter.
public struct ISPRequest: Sendable, Equatable {
  /// The number of the operation; ``ISPOperation/init(code:dialect:)`` says what it means.
  public var code: UInt8
  /// The high half of the first word; hosts send 0.
  public var codeHighByte: UInt8 = 0
  /// The first word: an address, a chip, or 0.
  public var first: UInt32
  /// The second word: the number of data bytes, a length, or 0.
  public var second: UInt32
  /// What follows the words.
  public var data: [UInt8]
  /// How the body was written.
  public var form: Form

  /// How a body is written.
  public enum Form: Sendable, Equatable {
    /// All fields, with the right checksum.
    case full
    /// All fields, with a checksum that does not fit or was not computed.
    case fullWithChecksum(UInt32)
    /// The code and zeros: this many bytes in all, 2 to 15.
    case short(byteCount: Int)
  }

  /// Bytes in front of the data.
  public static let headerByteCount = 16
  /// Bytes of the short form as kflash sends it: the code and twelve zeros.
  public static let shortByteCount = 13
  /// Most data bytes that a stub takes in one frame.
  public static let dataLimit = 65_536

  /// A request with all fields and the right checksum.
  public init(code: UInt8, first: UInt32 = 0, second: UInt32 = 0, data: [UInt8] = []) {
    (self.code, self.first, self.second, self.data, form) = (code, first, second, data, .full)
  }

  /// The body of a frame with this request.
  public var body: [UInt8] {
    if case .short(let count) = form {
      let zeros = [UInt8](repeating: 0, count: max(0, min(count, Self.headerByteCount - 1) - 2))
      return [code, codeHighByte] + zeros
    }
    let stated: UInt32
    if case .fullWithChecksum(let other) = form { stated = other } else { stated = checksum }
    var body = ByteWriter()
    body.append(contentsOf: [code, codeHighByte, 0, 0])
    body.append(stated)
    body.append(first)
    body.append(second)
    body.append(contentsOf: data)
    return body.bytes
  }

  /// The bytes on the wire, framed and escaped.
  public var wire: [UInt8] { SLIP.encode(body) }

  /// Reads the body of a frame.
  ///
  /// Checksum and lengths are judged by ``check(as:)``, because not every operation looks at them.
  ///
  /// - Throws: `ISPError` for a body of less than 2 bytes or beyond the data limit.
  public init(body: [UInt8]) throws(ISPError) {
    guard body.count >= 2 else {
      throw ISPError(.tooShort(byteCount: body.count, expected: 2), code: body.first)
    }
    guard body.count <= Self.headerByteCount + Self.dataLimit else {
      throw ISPError(.tooLong(byteCount: body.count - Self.headerByteCount), code: body[0])
    }
    (code, codeHighByte) = (body[0], body[1])
    guard body.count >= Self.headerByteCount else {
      (first, second, data, form) = (0, 0, [], .short(byteCount: body.count))
      return
    }
    func word(_ offset: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(body[offset + $1]) << UInt32(8 * $1) }
    }
    (first, second, data) = (word(8), word(12), Array(body[Self.headerByteCount...]))
    form = word(4) == CRC32.checksum(of: body[8...]) ? .full : .fullWithChecksum(word(4))
  }

  /// Checks the request as the answering program does.
  ///
  /// - Throws: `ISPError` whose `status` is what the program replies.
  public func check(as operation: ISPOperation) throws(ISPError) {
    guard operation.payload != .nothing else { return }
    switch form {
    case .short(let count):
      throw ISPError(.tooShort(byteCount: count, expected: Self.headerByteCount), code: code)
    case .fullWithChecksum(let found) where operation.isChecksumChecked:
      throw ISPError(.checksum(found: found, expected: checksum), code: code)
    case .full, .fullWithChecksum: break
    }
    guard operation.payload != .data || Int(second) == data.count else {
      throw ISPError(.length(declared: second, found: data.count), code: code)
    }
  }

  /// The checksum that the fields ask for.
  public var checksum: UInt32 {
    var words = ByteWriter()
    words.append(first)
    words.append(second)
    var sum = CRC32()
    sum.update(words.bytes)
    sum.update(data)
    return sum.value
  }
}
