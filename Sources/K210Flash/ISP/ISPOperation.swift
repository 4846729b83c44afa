/// A number in the first byte of a request or reply, and what it means to one of the programs that answer.
public enum ISPOperation: Sendable, Equatable, CaseIterable {
  case romEcho, romGreeting, romMemoryWrite, romMemoryRead, romBoot, romBaud
  case debugText, greeting, eraseChip, writeFlash, reboot, baud, initializeFlash, erase, status
  case ktoolWriteMemory, ktoolExecute, ktoolReadFlash, ktoolFlashIdentity, ktoolEraseBlock

  /// Who answers; the number of an operation means something only together with it.
  public enum Dialect: Sendable, Equatable, CaseIterable {
    /// The chip's own ROM: stage 0.
    case maskROM
    /// The flash stubs of kflash: stage 1.
    case kflash
    /// The flash stub of ktool, which uses some of kflash's numbers for other things.
    case ktool
  }

  /// What follows the first eight bytes of a request.
  public enum Payload: Sendable, Equatable {
    /// Nothing that counts: zeros, or less.
    case nothing
    /// Two words.
    case words
    /// An address, a byte count and that many bytes.
    case data
  }

  /// The number on the wire.
  public var code: UInt8 {
    switch self {
    case .romEcho: 0xC1
    case .romGreeting: 0xC2
    case .romMemoryWrite: 0xC3
    case .romMemoryRead: 0xC4
    case .romBoot: 0xC5
    case .romBaud: 0xC6
    case .debugText: 0xD1
    case .greeting: 0xD2
    case .eraseChip: 0xD3
    case .writeFlash: 0xD4
    case .reboot: 0xD5
    case .baud: 0xD6
    case .initializeFlash: 0xD7
    case .erase, .ktoolWriteMemory: 0xD8
    case .status, .ktoolExecute: 0xD9
    case .ktoolReadFlash: 0xDA
    case .ktoolFlashIdentity: 0xDE
    case .ktoolEraseBlock: 0xDF
    }
  }

  /// What it does, in a few words.
  public var name: String {
    switch self {
    case .romEcho: "echo"
    case .romGreeting, .greeting: "greeting"
    case .romMemoryWrite: "memory write"
    case .romMemoryRead: "memory read"
    case .romBoot: "boot"
    case .romBaud, .baud: "set baud rate"
    case .debugText: "debug text"
    case .eraseChip: "erase chip"
    case .writeFlash: "flash write"
    case .reboot: "reboot"
    case .initializeFlash: "initialize flash"
    case .erase: "erase"
    case .status: "flash status"
    case .ktoolWriteMemory: "memory write"
    case .ktoolExecute: "execute"
    case .ktoolReadFlash: "flash read"
    case .ktoolFlashIdentity: "flash identity"
    case .ktoolEraseBlock: "erase block"
    }
  }

  /// What a request carries.
  public var payload: Payload {
    switch self {
    case .romEcho, .romGreeting, .debugText, .greeting, .reboot, .status, .ktoolFlashIdentity: .nothing
    case .romMemoryRead, .romBoot, .eraseChip, .initializeFlash, .erase, .ktoolExecute, .ktoolEraseBlock:
      .words
    case .romMemoryWrite, .romBaud, .writeFlash, .baud, .ktoolWriteMemory, .ktoolReadFlash: .data
    }
  }

  /// Whether the stub refuses a wrong checksum; known for kflash's, assumed for the others.
  public var isChecksumChecked: Bool {
    payload == .data || (payload == .words && self != .initializeFlash)
  }

  /// Whether a dialect has the operation.
  public func belongs(to dialect: Dialect) -> Bool {
    switch self {
    case .romEcho, .romGreeting, .romMemoryWrite, .romMemoryRead, .romBoot, .romBaud: dialect == .maskROM
    case .erase, .status, .eraseChip: dialect == .kflash
    case .debugText, .greeting, .writeFlash, .reboot, .baud, .initializeFlash: dialect != .maskROM
    case .ktoolWriteMemory, .ktoolExecute, .ktoolReadFlash, .ktoolFlashIdentity, .ktoolEraseBlock:
      dialect == .ktool
    }
  }

  /// The operation that a number means to a dialect, nil when it means none.
  public init?(code: UInt8, dialect: Dialect) {
    guard let found = Self.allCases.first(where: { $0.code == code && $0.belongs(to: dialect) }) else {
      return nil
    }
    self = found
  }
}
