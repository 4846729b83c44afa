/// The DMA controller: six channels that move items of memory and devices.
///
/// **Source**: the DesignWare AXI DMA as the vendor's SDK headers describe it.
enum DMAC {
  /// Bit 0 switches the controller on, bit 1 its interrupts.
  static var config: Register64 { Register64(0x5000_0010) }
  /// Bit n: channel n is on; bit n + 8: this write says so.
  static var channelEnable: Register64 { Register64(0x5000_0018) }

  /// Sources and destinations that are devices, by their handshake.
  enum Handshake {
    static let sha256: UInt32 = 21
    static let kpu: UInt32 = 22
  }

  /// One end of a transfer.
  enum End {
    /// Memory, by its uncached address, which goes on with each item.
    case memory(UInt64)
    /// A register of a device that asks for items by a handshake.
    case device(UInt64, UInt32)

    var address: UInt64 {
      switch self {
      case .memory(let address), .device(let address, _): address
      }
    }

    var handshake: UInt32? {
      if case .device(_, let handshake) = self { handshake } else { nil }
    }
  }

  /// Items of a transfer: how many bytes each has, as a power of two, and how many move in a burst.
  struct Items {
    var count: UInt64
    var widthExponent: UInt64 = 2
    /// 0: one, 1: 4, 2: 8, 3: 16.
    var burst: UInt64 = 0
  }

  /// A channel's registers.
  private static func channel(_ index: UInt32) -> Register64 {
    Register64(0x5000_0100 &+ UInt(index) &* 0x100)
  }

  /// Starts a transfer on a channel (0…4).
  static func start(channel index: UInt32, from source: End, to target: End, _ items: Items) {
    SYSCTL.enableClock(.dma)
    let registers = channel(index)
    channelEnable.value = 0x100 &<< UInt64(index)
    registers[0x98 / 8].value = .max
    // Who drives the transfer: 0 memory to memory, 1 memory to device, 2 device to memory.
    var flow: UInt64 = 0
    // Bits 35 and 36: this end has no handshake.
    var software: UInt64 = 0
    if let handshake = source.handshake {
      flow = 2
      SYSCTL.setHandshake(handshake, ofChannel: index)
    } else {
      software |= 1 &<< 35
    }
    if let handshake = target.handshake {
      flow = 1
      SYSCTL.setHandshake(handshake, ofChannel: index)
    } else {
      software |= 1 &<< 36
    }
    let handshakes = UInt64(index) &<< 39 | UInt64(index) &<< 44
    registers[0x20 / 8].value = flow &<< 32 | software | handshakes
    registers[0x00 / 8].value = source.address
    registers[0x08 / 8].value = target.address
    let fixed = (source.handshake == nil ? 0 : 1 &<< 4) | (target.handshake == nil ? 0 : 1 &<< 6) as UInt64
    let widths = items.widthExponent &<< 8 | items.widthExponent &<< 11
    // Bit 2: the target is reached by the second bus master.
    registers[0x18 / 8].value = 1 &<< 2 | fixed | widths | items.burst &<< 14 | items.burst &<< 18
    registers[0x10 / 8].value = items.count &- 1
    config.value = 0b11
    channelEnable.value = 0x101 &<< UInt64(index)
  }

  /// Whether the transfer of a channel still runs.
  static func isBusy(channel index: UInt32) -> Bool { channelEnable.value &>> UInt64(index) & 1 == 1 }

  /// What happened on a channel: bit 0 block done, bit 1 transfer done, others errors.
  static func status(channel index: UInt32) -> UInt64 { channel(index)[0x88 / 8].value }

  /// Stops a channel whose transfer does not come to its end.
  static func stop(channel index: UInt32) { channelEnable.value = 0x100 &<< UInt64(index) }
}
