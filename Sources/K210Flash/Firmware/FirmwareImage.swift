public import Bytes

/// A program as the boot ROM finds it in flash: flags, length, payload, SHA-256.
///
/// **Layout**: flags (1), length of the payload (4, little endian), payload, SHA-256 of all before it (32).
///
/// **Source**: the images that kflash 1.1.6 writes; the ROM's own code is not published.
public struct FirmwareImage: Sendable, Equatable {
  /// The bits of the first byte.
  public struct Flags: OptionSet, Sendable, Equatable {
    /// The byte as it is in the file.
    public let rawValue: UInt8
    /// The flags of a byte.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The payload is encrypted with AES-128-CBC, start value zero, under the key in the chip's fuses.
    public static let encrypted = Flags(rawValue: 1)
    /// The ROM reads over two data lines; without it over one.
    public static let dualIO = Flags(rawValue: 2)
  }

  /// How the ROM reads the payload.
  public let flags: Flags
  /// What lies in flash: the program, or its cipher.
  public let payload: [UInt8]

  /// Bytes around the payload: 5 in front, 32 behind.
  public static let frameByteCount = 37
  /// Most bytes of a payload: the chip's main memory, where the ROM puts it (0x80000000).
  public static let payloadLimit = 6 << 20
  static let headerByteCount = 5

  /// Puts a program into a frame, encrypted if there is a key.
  ///
  /// Encrypted programs are filled up with zeros to whole blocks of 16 bytes, which then count as payload.
  ///
  /// - Throws: `FirmwareError` for a program that is empty or larger than the chip's memory.
  public init(program: [UInt8], key: AES128? = nil, isDualIO: Bool = true) throws(FirmwareError) {
    guard !program.isEmpty else { throw FirmwareError.empty }
    guard program.count <= Self.payloadLimit else { throw FirmwareError.tooLong(byteCount: program.count) }
    var flags: Flags = isDualIO ? .dualIO : []
    var payload = program
    if let key {
      flags.insert(.encrypted)
      let padding = program.count.roundedUp(toMultipleOf: AES128.blockByteCount) - program.count
      payload.append(contentsOf: repeatElement(0, count: padding))
      // Whole blocks are always encrypted.
      payload = key.encryptCBC(payload) ?? payload
    }
    (self.flags, self.payload) = (flags, payload)
  }

  /// Reads the image at the start of `bytes`; what follows it does not matter.
  ///
  /// - Throws: `FirmwareError` that says what the boot ROM would not like.
  public init(_ bytes: some Collection<UInt8>) throws(FirmwareError) {
    let start = Array(bytes.prefix(Self.headerByteCount))
    let length = try Self.payloadByteCount(start, available: bytes.count)
    let covered = bytes.prefix(Self.headerByteCount + length)
    let found = Array(bytes.dropFirst(covered.count).prefix(32))
    let expected = SHA256.digest(of: covered)
    guard found == expected else { throw FirmwareError.digest(found: found, expected: expected) }
    flags = Flags(rawValue: start[0])
    payload = Array(covered.dropFirst(Self.headerByteCount))
    if flags.contains(.encrypted), length % AES128.blockByteCount != 0 {
      throw FirmwareError.partialBlock(byteCount: length)
    }
  }

  /// Bytes in flash.
  public var byteCount: Int { payload.count + Self.frameByteCount }

  /// The image as it lies in flash.
  public var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.append(flags.rawValue)
    writer.append(UInt32(payload.count))
    writer.append(contentsOf: payload)
    writer.append(contentsOf: SHA256.digest(of: writer.bytes))
    return writer.bytes
  }

  /// The program; an encrypted one needs the key of the chip, and keeps the zeros at its end.
  ///
  /// A wrong key gives wrong bytes: the format has nothing to tell them apart.
  ///
  /// - Throws: `FirmwareError.keyNeeded` for an encrypted image without a key.
  public func program(key: AES128? = nil) throws(FirmwareError) -> [UInt8] {
    guard flags.contains(.encrypted) else { return payload }
    guard let program = key?.decryptCBC(payload) else { throw FirmwareError.keyNeeded }
    return program
  }

  /// Whether the bytes start with an image whose digest fits; `true` means that the ROM would boot it.
  public static func recognizes(_ bytes: some Collection<UInt8>) -> Bool {
    (try? FirmwareImage(bytes)) != nil
  }

  /// Whether the bytes look like one image and nothing else, whether or not the digest fits.
  public static func hasFrame(_ bytes: some Collection<UInt8>) -> Bool {
    let start = Array(bytes.prefix(headerByteCount))
    guard let length = try? payloadByteCount(start, available: bytes.count) else { return false }
    return length + frameByteCount == bytes.count
  }

  /// Reads and checks the first five bytes.
  private static func payloadByteCount(_ start: [UInt8], available: Int) throws(FirmwareError) -> Int {
    guard start.count == headerByteCount else {
      throw FirmwareError.truncated(needed: headerByteCount, available: start.count)
    }
    guard start[0] & ~3 == 0 else { throw FirmwareError.unknownFlags(start[0]) }
    let length = (1...4).reduce(0) { $0 | Int(start[$1]) << (8 * ($1 - 1)) }
    guard length > 0 else { throw FirmwareError.empty }
    guard length <= payloadLimit else { throw FirmwareError.tooLong(byteCount: length) }
    guard length + frameByteCount <= available else {
      throw FirmwareError.truncated(needed: length + frameByteCount, available: available)
    }
    return length
  }
}
