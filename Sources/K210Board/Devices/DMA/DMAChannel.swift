/// One channel of the DMA controller: its registers, and how far it is.
struct DMAChannel: Sendable, Equatable {
  // Registers as programs wrote them.
  var source: UInt64 = 0
  var destination: UInt64 = 0
  var blockSize: UInt64 = 0
  var control: UInt64 = 0
  var configuration: UInt64 = 0
  var link: UInt64 = 0
  var softwareSource: UInt64 = 0
  var softwareDestination: UInt64 = 0
  var axiID: UInt64 = 0
  var axiQuality: UInt64 = 0
  var statusEnable: UInt64 = 0xFFFF_FFFF
  var signalEnable: UInt64 = 0xFFFF_FFFF
  var interruptStatus: UInt64 = 0

  /// Bit of `chen`.
  var isEnabled = false
  var isSuspended = false
  /// What the channel does; nil while it is not enabled.
  var block: Block?
  /// Whether a list item or shadow registers were not valid, so that a program has to ask for another look.
  var waitsForResume = false
  /// Where the last block ended, for addresses that go on from there.
  var reached: Reached?
  /// Until when the bus is taken up by what the channel moved.
  var workUntil = BoardTime.zero
  /// Before this the channel moves nothing, since it has moved much already.
  var rest = BoardTime.zero

  /// A block that is being moved.
  struct Block: Sendable, Equatable {
    var source: UInt32
    var destination: UInt32
    /// Items of the source's width that are left.
    var itemsLeft: Int
    let itemCount: Int
    let control: UInt64
    /// Bytes that were read and wait to make an item of the destination's width.
    var carried: [UInt8] = []
    /// When the block is done, once all is moved.
    var doneAt: BoardTime?
    /// Where its list item is, nil when it came from registers.
    var listItem: UInt32?

    var sourceByteCount: Int { 1 << Int(control >> 8 & 7) }
    var destinationByteCount: Int { 1 << Int(control >> 11 & 7) }
    var sourceStands: Bool { control >> 4 & 1 == 1 }
    var destinationStands: Bool { control >> 6 & 1 == 1 }
  }

  /// Where a block ended.
  struct Reached: Sendable, Equatable {
    let source: UInt32
    let destination: UInt32
  }

  /// How a channel gets the address of its next block.
  enum BlockType: UInt64 {
    case contiguous, reload, shadow, list
  }

  var sourceType: BlockType { BlockType(rawValue: configuration & 3) ?? .contiguous }
  var destinationType: BlockType { BlockType(rawValue: configuration >> 2 & 3) ?? .contiguous }
  private var flow: UInt64 { configuration >> 32 & 7 }

  /// The handshake that the source has to give, nil for memory and for handshakes by software, which count as given.
  var sourceHandshake: Int? {
    // Flows 2, 3, 4, 5 and 7 start at a peripheral.
    [2, 3, 4, 5, 7].contains(flow) && configuration >> 35 & 1 == 0 ? Int(configuration >> 39 & 15) : nil
  }

  /// The same of the destination.
  var destinationHandshake: Int? {
    // Flows 1, 3, 5, 6 and 7 end at a peripheral.
    [1, 3, 5, 6, 7].contains(flow) && configuration >> 36 & 1 == 0 ? Int(configuration >> 44 & 15) : nil
  }

  var priority: Int { Int(configuration >> 49 & 7) }

  /// Bits of `intstatus`.
  enum Event {
    static let blockDone: UInt64 = 1 << 0
    static let transferDone: UInt64 = 1 << 1
    static let sourceDecodeError: UInt64 = 1 << 5
    static let destinationDecodeError: UInt64 = 1 << 6
    static let listReadError: UInt64 = 1 << 9
    static let listWriteError: UInt64 = 1 << 10
    static let invalid: UInt64 = 1 << 13
    static let suspended: UInt64 = 1 << 29
    static let disabled: UInt64 = 1 << 30
    static let aborted: UInt64 = 1 << 31
  }

  /// Bits of `ctl`.
  enum Control {
    static let interruptOnBlock: UInt64 = 1 << 58
    static let isLast: UInt64 = 1 << 62
    static let isValid: UInt64 = 1 << 63
  }

  /// Ends what the channel does.
  mutating func stop(_ event: UInt64) {
    isEnabled = false
    block = nil
    reached = nil
    waitsForResume = false
    interruptStatus |= event
  }

  /// `status`: items of the block that were moved, and bytes that wait.
  var progress: UInt64 {
    guard let block else { return 0 }
    return UInt64(block.itemCount - block.itemsLeft) | UInt64(block.carried.count & 0x7FFF) << 32
  }

  // MARK: Registers

  func read(_ offset: Int) -> UInt64? {
    switch offset {
    case 0x00: source
    case 0x08: destination
    case 0x10: blockSize
    case 0x18: control
    case 0x20: configuration
    case 0x28: link
    case 0x30: progress
    case 0x38: softwareSource
    case 0x40: softwareDestination
    case 0x48, 0x98: 0
    case 0x50: axiID
    case 0x58: axiQuality
    case 0x80: statusEnable
    case 0x88: interruptStatus
    case 0x90: signalEnable
    default: nil
    }
  }

  mutating func write(_ offset: Int, _ write: RegisterWrite) -> Bool {
    switch offset {
    case 0x00: source = write.merged(into: source)
    case 0x08: destination = write.merged(into: destination)
    case 0x10: blockSize = write.merged(into: blockSize) & 0x3F_FFFF
    case 0x18: control = write.merged(into: control)
    case 0x20: configuration = write.merged(into: configuration)
    case 0x28: link = write.merged(into: link)
    case 0x38: softwareSource = write.merged(into: softwareSource)
    case 0x40: softwareDestination = write.merged(into: softwareDestination)
    case 0x48: if write.merged(into: UInt64(0)) & 1 == 1 { waitsForResume = false }
    case 0x50: axiID = write.merged(into: axiID)
    case 0x58: axiQuality = write.merged(into: axiQuality)
    case 0x80: statusEnable = write.merged(into: statusEnable)
    case 0x90: signalEnable = write.merged(into: signalEnable)
    case 0x98: interruptStatus &= ~write.merged(into: UInt64(0))
    case 0x30, 0x88: break
    default: return false
    }
    return true
  }

  static let registerNames = [
    0x00: "sar", 0x08: "dar", 0x10: "block_ts", 0x18: "ctl", 0x20: "cfg", 0x28: "llp", 0x30: "status",
    0x38: "swhssrc", 0x40: "swhsdst", 0x48: "blk_tfr", 0x50: "axi_id", 0x58: "axi_qos", 0x80: "intstatus_en",
    0x88: "intstatus", 0x90: "intsignal_en", 0x98: "intclear",
  ]
}
