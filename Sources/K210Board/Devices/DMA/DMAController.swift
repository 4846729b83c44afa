/// The DMA controller (DesignWare AXI DMAC): six channels that move items between memory and peripherals.
///
/// Data move when a channel can go on; that they are moved is told when the bus, and the wires of a peripheral, would be done.
///
/// **Source**: SDK `dmac.h` and `dmac.c`, the Linux driver of the same IP (vendor). Not modelled: locks, protection, outstanding requests, bursts
/// (each item is asked for), the common registers' errors; software handshakes count as given.
package struct DMAController: RegisterBlock, Equatable {
  package static var registerByteCount: Int { 8 }
  /// Channels that there are.
  package static let channelCount = 6

  var channels = [DMAChannel](repeating: DMAChannel(), count: channelCount)
  private(set) var configuration: UInt64 = 0
  private var commonStatusEnable: UInt64 = 0
  private var commonSignalEnable: UInt64 = 0

  /// A controller after reset.
  package init() {}

  /// Goes back to the state after reset.
  package mutating func reset(_ board: Backplane) {
    self = DMAController()
    board.cancel(.dma)
    update(board)
  }

  var isEnabled: Bool { configuration & 1 == 1 }

  /// Drives the interrupt lines.
  func update(_ board: Backplane) {
    for (index, channel) in channels.enumerated() {
      guard let source = InterruptSource.dmac0.advanced(by: index) else { continue }
      let pending = channel.interruptStatus & channel.statusEnable & channel.signalEnable
      board.setInterrupt(source, configuration & 2 != 0 && pending != 0)
    }
  }

  // MARK: Registers

  /// The channel and the offset in it, nil for global registers.
  private static func place(_ offset: Int) -> (channel: Int, offset: Int)? {
    let channel = offset / 0x100 - 1
    return (0..<channelCount).contains(channel) ? (channel, offset % 0x100) : nil
  }

  package mutating func read(_ offset: Int, _ board: Backplane) -> UInt64? {
    if let (channel, within) = Self.place(offset) {
      // How far a block is depends on when the controller moves, which is no event.
      if within == 0x30 { board.noteEffect() }
      return channels[channel].read(within)
    }
    switch offset {
    // What the silicon has as identity and version is not known.
    case 0x00, 0x08, 0x38, 0x50, 0x58: return 0
    case 0x10: return configuration
    case 0x18: return enableBits
    case 0x30: return pendingBits
    case 0x40: return commonStatusEnable
    case 0x48: return commonSignalEnable
    default: return nil
    }
  }

  private var enableBits: UInt64 {
    channels.enumerated().reduce(0) { bits, channel in
      bits | (channel.element.isEnabled ? 1 << UInt64(channel.offset) : 0)
        | (channel.element.isSuspended ? 0x1_0000 << UInt64(channel.offset) : 0)
    }
  }

  private var pendingBits: UInt64 {
    channels.enumerated().reduce(0) { bits, channel in
      let pending = channel.element.interruptStatus & channel.element.statusEnable
      return bits | (pending != 0 ? 1 << UInt64(channel.offset) : 0)
    }
  }

  package mutating func write(_ offset: Int, _ write: RegisterWrite, _ board: Backplane) -> Bool {
    if let (channel, within) = Self.place(offset) {
      guard channels[channel].write(within, write) else { return false }
      if within == 0x48 { board.requestDMA() }
    } else {
      switch offset {
      case 0x10:
        configuration = write.merged(into: configuration) & 3
        board.requestDMA()
      case 0x18: writeEnables(write.merged(into: UInt64(0)), board)
      case 0x40: commonStatusEnable = write.merged(into: commonStatusEnable)
      case 0x48: commonSignalEnable = write.merged(into: commonSignalEnable)
      case 0x58: if write.merged(into: UInt64(0)) & 1 == 1 { reset(board) }
      case 0x00, 0x08, 0x30, 0x38, 0x50: break
      default: return false
      }
    }
    update(board)
    return true
  }

  /// Writes `chen`, whose bits count where the bit eight above is set: enable, suspend from 16, abort from 32.
  private mutating func writeEnables(_ word: UInt64, _ board: Backplane) {
    for index in channels.indices {
      func bit(_ first: Int) -> Bool { word >> UInt64(first + index) & 1 == 1 }
      if bit(24) {
        if bit(16), !channels[index].isSuspended, channels[index].isEnabled {
          channels[index].interruptStatus |= DMAChannel.Event.suspended
        }
        channels[index].isSuspended = bit(16)
      }
      if bit(40), bit(32), channels[index].isEnabled { channels[index].stop(DMAChannel.Event.aborted) }
      guard bit(8), bit(0) != channels[index].isEnabled else { continue }
      if bit(0) {
        channels[index].isEnabled = true
        channels[index].workUntil = board.now
        channels[index].rest = board.now
      } else {
        channels[index].stop(DMAChannel.Event.disabled)
      }
    }
    board.requestDMA()
  }

  package static func registerName(at offset: Int) -> String? {
    if let (channel, within) = place(offset) {
      return DMAChannel.registerNames[within].map { "channel\(channel).\($0)" }
    }
    let names = [
      0x00: "id", 0x08: "compver", 0x10: "cfg", 0x18: "chen", 0x30: "intstatus", 0x38: "com_intclear",
      0x40: "com_intstatus_en", 0x48: "com_intsignal_en", 0x50: "com_intstatus", 0x58: "reset",
    ]
    return names[offset]
  }
}
