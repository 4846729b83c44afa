/// What happened on the board that the user may want to know, each thing once.
package struct NoticeLog: Sendable {
  /// Notices that nobody has taken yet.
  private var waiting: [BoardNotice] = []
  private var seen: Set<BoardNotice.Key> = []
  /// Different register accesses that are remembered, and notices that wait at most.
  static let limit = 4096
  /// Notices that were dropped because there were too many.
  package private(set) var droppedCount = 0

  /// Adds a notice, unless it was given before.
  package mutating func add(_ notice: BoardNotice) {
    if let key = notice.key {
      guard !seen.contains(key) else { return }
      guard seen.count < Self.limit else {
        droppedCount += 1
        return
      }
      seen.insert(key)
    }
    guard waiting.count < Self.limit else {
      droppedCount += 1
      return
    }
    waiting.append(notice)
  }

  /// Takes out what has come since the last time.
  package mutating func take() -> [BoardNotice] {
    defer { waiting.removeAll() }
    return waiting
  }
}

/// Something that happened on the board.
package enum BoardNotice: Sendable, Equatable {
  /// A program used a register that is not modelled; reads gave 0, writes did nothing.
  case unknownRegister(UnknownRegister)
  /// The chip was reset.
  case reset(ResetCause)
  /// The mask ROM found no image to boot.
  case bootFailed(String)
  /// The mask ROM started a program.
  case started(at: UInt32)
  /// The mask ROM waits for a host.
  case waitsForHost
  /// A receiver was full when a byte came.
  case lostByte(String)
  /// The KPU could not do what a program asked.
  case kpu(KPUNotice)
  /// A byte came at another speed than the receiver has; speeds in bits per second.
  case baudMismatch(sender: String, sent: UInt64, receiver: String, received: UInt64)

  /// What makes two notices the same, nil for those that are always told.
  enum Key: Hashable {
    case register(UInt32, Bool)
    case lostByte(String)
    case kpu(KPUNotice)
    case baudMismatch(String, UInt64, String, UInt64)
  }

  var key: Key? {
    switch self {
    case .unknownRegister(let access): .register(access.address, access.isWrite)
    case .lostByte(let receiver): .lostByte(receiver)
    case .baudMismatch(let sender, let sent, let receiver, let received):
      .baudMismatch(sender, sent, receiver, received)
    case .kpu(let notice): .kpu(notice)
    case .reset, .bootFailed, .started, .waitsForHost: nil
    }
  }
}

/// An access to a register that is not modelled.
package struct UnknownRegister: Sendable, Equatable {
  /// The block.
  package let block: BusBlock
  /// What the data sheet calls the register, nil when it has no name.
  package let name: String?
  /// Where it is.
  package let address: UInt32
  /// Whether it was written, and what.
  package let isWrite: Bool
  /// What was written.
  package let value: UInt64
  /// Number of the hart.
  package let hart: Int
  /// Address of the instruction.
  package let pc: UInt64

  /// `I2C0.enable (0x5028006C)`, or `I2C0+0x200 (0x50280200)`.
  package var place: String {
    let offset = String(address - block.base, radix: 16, uppercase: true)
    let digits = String(address, radix: 16, uppercase: true)
    let padded = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
    return "\(block.rawValue)\(name.map { ".\($0)" } ?? "+0x\(offset)") (0x\(padded))"
  }
}
