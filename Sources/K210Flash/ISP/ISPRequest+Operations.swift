internal import Bytes

extension ISPRequest {
  /// A greeting to the ROM or to a stub, in the short form that all of them take.
  public static func greeting(_ dialect: ISPOperation.Dialect) -> ISPRequest {
    short(dialect == .maskROM ? .romGreeting : .greeting)
  }

  /// A request in the short form: the code and twelve zeros.
  public static func short(_ operation: ISPOperation) -> ISPRequest {
    var request = ISPRequest(code: operation.code)
    request.form = .short(byteCount: shortByteCount)
    return request
  }

  /// Bytes into the chip's memory, by the ROM; hosts send 1,024 at a time.
  public static func memoryWrite(_ data: [UInt8], at address: UInt32) -> ISPRequest {
    ISPRequest(
      code: ISPOperation.romMemoryWrite.code, first: address, second: UInt32(truncatingIfNeeded: data.count),
      data: data)
  }

  /// Starts both harts at an address; the ROM sends no reply.
  public static func boot(at address: UInt32) -> ISPRequest {
    ISPRequest(code: ISPOperation.romBoot.code, first: address)
  }

  /// Another speed in baud from the reply on.
  public static func baud(_ rate: UInt32, _ dialect: ISPOperation.Dialect) -> ISPRequest {
    var data = ByteWriter()
    data.append(rate)
    return ISPRequest(
      code: (dialect == .maskROM ? ISPOperation.romBaud : .baud).code, second: 4, data: data.bytes)
  }

  /// Which flash chip to work with; must precede every write.
  ///
  /// kflash sends these two words without a checksum that any stub looks at.
  public static func initializeFlash(_ chip: ISPFlashChip) -> ISPRequest {
    ISPRequest(code: ISPOperation.initializeFlash.code, first: chip.rawValue)
  }

  /// Bytes into flash; at most ``dataLimit``.
  public static func flashWrite(_ data: [UInt8], at address: UInt32) -> ISPRequest {
    ISPRequest(
      code: ISPOperation.writeFlash.code, first: address, second: UInt32(truncatingIfNeeded: data.count),
      data: data)
  }

  /// Begins to erase a range that is a multiple of 4 KiB; 0 and 0 mean the whole chip.
  public static func erase(at address: UInt32, byteCount: UInt32) -> ISPRequest {
    ISPRequest(code: ISPOperation.erase.code, first: address, second: byteCount)
  }
}

/// The two flash chips that the stub can be told to use.
public enum ISPFlashChip: UInt32, Sendable, Equatable, CaseIterable {
  /// The chip at SPI0.
  case spi0 = 0
  /// The module's own chip at SPI3; kflash's default.
  case spi3 = 1
}
